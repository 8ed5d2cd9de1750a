/** Which way characters are written, and whether words of theirs stand apart. */

const RTL = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/g;
const LETTER = /\p{L}/gu;
const LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;
/** Scripts that set no space between words. Hangul does, so it is not here. */
const UNSPACED = "[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Bopo}\\u3000-\\u303F\\uFF00-\\uFFEF]";
const UNSPACED_START = new RegExp(`^${UNSPACED}`, "u");
const UNSPACED_END = new RegExp(`${UNSPACED}$`, "u");
const SPACES_INSIDE = new RegExp(`(?<=${UNSPACED}) +(?=${UNSPACED})`, "gu");

/** Whether more letters of the text run right to left than left to right. Digits and signs have no say. */
export function isMostlyRightToLeft(text: string): boolean {
  const right = text.match(RTL)?.length ?? 0;
  return right > 0 && 2 * right > (text.match(LETTER)?.length ?? 0);
}

/** Whether the text reads left to right inside a line that runs right to left: Latin words, numbers. */
export function readsLeftToRight(text: string): boolean {
  return !isMostlyRightToLeft(text) && LETTER_OR_DIGIT.test(text);
}

/** Whether `before` and `after` are joined without a space because their script knows none between words. */
export function joinWithoutSpace(before: string, after: string): boolean {
  return UNSPACED_END.test(before.slice(-2)) && UNSPACED_START.test(after);
}

/** Takes out the spaces that an engine put between two characters of such a script. */
export function withoutFalseSpaces(text: string): string {
  return text.includes(" ") ? text.replace(SPACES_INSIDE, "") : text;
}
