/** Measures text in the unit in which the size of chunks is given. */
import type { ChunkRules } from "./chunk-rules.ts";
import type { CountTokens } from "./count-tokens.ts";

/** Unicode characters: the halves of one beyond U+FFFF count as one. The text has none that stands alone. */
export function countCharacters(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) count--;
  return count;
}

export interface Ruler {
  readonly measure: (text: string) => number;
  /** Whether a text measures as much as its pieces do. Tokens reach over their seams: it may be less, and is hardly ever more. */
  readonly additive: boolean;
}

export function rulerFor({ unit }: ChunkRules, countTokens: CountTokens): Ruler {
  return unit === "tokens" ? { measure: countTokens, additive: false } : { measure: countCharacters, additive: true };
}
