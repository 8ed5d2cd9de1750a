/** Which way characters are written, and whether words of theirs stand apart. */
import { isMark, isRightToLeft, isWide, kindOf } from "./character.ts";

/** Whether more letters run right to left than left to right. Digits and signs have no say. */
export function isMostlyRightToLeft(words: readonly { readonly text: string }[]): boolean {
  if (!hasRightToLeft(words)) return false;
  let balance = 0;
  let right = 0;
  for (const { text } of words) {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 0x590 && isRightToLeft(code) && !isMark(code)) {
        balance += 1;
        right += 1;
      } else if (kindOf(code) === "ltr" && !(code >= 0x30 && code <= 0x39)) balance -= 1;
    }
  }
  return right > 0 && balance > 0;
}

/** Whether there is any such letter at all: quick to see, and most pages have none. */
function hasRightToLeft(words: readonly { readonly text: string }[]): boolean {
  for (const { text } of words) {
    for (let at = 0; at < text.length; at++)
      if (text.charCodeAt(at) >= 0x590 && isRightToLeft(text.charCodeAt(at))) return true;
  }
  return false;
}

/** Whether the text reads left to right inside a line that runs right to left: Latin words, numbers. */
export function readsLeftToRight(text: string): boolean {
  let left = false;
  for (const character of text) {
    const kind = kindOf(character.codePointAt(0) ?? 0);
    if (kind === "rtl") return false;
    left ||= kind === "ltr";
  }
  return left;
}

/** Whether the text has no direction of its own: signs and brackets. */
export function isNeutral(text: string): boolean {
  for (const character of text) if (kindOf(character.codePointAt(0) ?? 0) !== "neutral") return false;
  return true;
}

/** Whether `before` and `after` are joined without a space because their script knows none between words. */
export function joinWithoutSpace(before: string, after: string): boolean {
  const first = after.codePointAt(0) ?? 0;
  if (first < 0x2e80) return false;
  const low = before.charCodeAt(before.length - 1);
  const last = low >= 0xdc00 && low <= 0xdfff ? (before.codePointAt(before.length - 2) ?? 0) : low;
  return isWide(first) && isWide(last);
}
