/** Words at which a pattern may stand, and what has to stand around them. */
import type { FindingKind, Severity } from "../contracts/finding.ts";

/** How far around its word a pattern may reach. What looks farther is no longer linear. */
export const FARTHEST = 200;

/** A text in plain form, of which a pattern sees what lies around its word. */
export interface Around {
  readonly text: string;
  /** Of the word. */
  readonly start: number;
  readonly end: number;
}

export interface Trigger {
  /** In plain form: lower case, single blanks, plain quotes. */
  readonly words: readonly string[];
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly reason: string;
  /** Always, where there is none. Looks at no more than `FARTHEST` units on either side. */
  readonly when?: (around: Around) => boolean;
}

/** What stands before the word, the nearest last. */
export function before({ text, start }: Around, units: number): string {
  return text.slice(Math.max(0, start - units), start);
}

/** What stands behind the word. */
export function after({ text, end }: Around, units: number): string {
  return text.slice(end, end + units);
}

export function isLetterOrDigit(sign: string | undefined): boolean {
  return sign !== undefined && ((sign >= "a" && sign <= "z") || (sign >= "0" && sign <= "9") || sign === "_");
}

/** Neither its first nor its last letter goes on as a longer word. */
export function isWhole(around: Around): boolean {
  return !isLetterOrDigit(around.text[around.start - 1]) && !isLetterOrDigit(around.text[around.end]);
}

export function includesAny(text: string, words: readonly string[]): boolean {
  return words.some((word) => text.includes(word));
}

/** The last sign that is no blank and none of `but`; empty where there is none. */
export function lastSign(text: string, but = ""): string {
  for (let at = text.length - 1; at >= 0; at--) {
    const sign = text[at] ?? "";
    if (sign !== " " && !but.includes(sign)) return sign;
  }
  return "";
}
