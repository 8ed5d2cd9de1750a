/** About how many tokens a text is, for any model: enough to cut groups and to bound what is spent. */

/** Letters of scripts in which one sign is about one token. */
const DENSE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/gu;
const CHARS_PER_TOKEN = 3.2;

export function estimateTokens(text: string): number {
  const dense = text.match(DENSE)?.length ?? 0;
  return Math.ceil((text.length - dense) / CHARS_PER_TOKEN) + dense;
}
