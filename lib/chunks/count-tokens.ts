/** Counts tokens as the encoding o200k_base cuts them. Its two megabytes of data are loaded when the first count is asked for. */

export type CountTokens = (text: string) => number;

/** Longer words and runs of blanks are counted in pieces: the merging of byte pairs takes the square of their length. A count may come out one higher for each piece. */
const LONGEST_RUN = 256;
const LONG_RUN = new RegExp(`\\S{${LONGEST_RUN + 1}}|\\s{${LONGEST_RUN + 1}}`, "u");
const PIECES = new RegExp(`\\s{1,${LONGEST_RUN}}|\\S{1,${LONGEST_RUN}}`, "gu");

/** Pieces of words whose tokens are remembered, for all documents together. */
const REMEMBERED = 10_000;

/** What a text says that reads like a control token is text. */
const PLAIN = { disallowedSpecial: new Set<string>() };

export async function loadTokenizer(): Promise<CountTokens> {
  const { countTokens, setMergeCacheSize } = await import("gpt-tokenizer/encoding/o200k_base");
  setMergeCacheSize(REMEMBERED);
  return (text) => {
    if (!LONG_RUN.test(text)) return countTokens(text, PLAIN);
    let count = 0;
    for (const [piece] of text.matchAll(PIECES)) count += countTokens(piece, PLAIN);
    return count;
  };
}
