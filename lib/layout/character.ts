/** What kind of character a code point is, as far as the layout must know. Ranges, not regular expressions: this is asked for every glyph. */

/** Which way a character runs: marks and most signs run with their neighbours. */
export type CharacterKind = "ltr" | "rtl" | "mark" | "neutral";

const SPACES: ReadonlySet<number> = new Set([
  0x20, 0x09, 0x0a, 0x0d, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
]);

export function isSpace(code: number): boolean {
  return code <= 0x20 ? SPACES.has(code) : code >= 0xa0 && (SPACES.has(code) || (code >= 0x2000 && code <= 0x200b));
}

/** Whether a character belongs to a script that sets no space between words. Hangul does set them. */
export function isWide(code: number): boolean {
  if (code < 0x2e80) return false;
  return (
    (code <= 0x9fff && code !== 0x3000) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xffef) ||
    (code >= 0x20000 && code <= 0x3ffff)
  );
}

export function isRightToLeft(code: number): boolean {
  return (
    (code >= 0x590 && code <= 0x8ff) ||
    (code >= 0xfb1d && code <= 0xfdff) ||
    (code >= 0xfe70 && code <= 0xfefc) ||
    (code >= 0x10800 && code <= 0x10fff)
  );
}

/** Digits of every script that is written from right to left run from left to right. */
function isRightToLeftDigit(code: number): boolean {
  return (code >= 0x660 && code <= 0x66c) || (code >= 0x6f0 && code <= 0x6f9);
}

/** Points and vowel signs that stand over or under a letter. */
export function isMark(code: number): boolean {
  if (code < 0x300) return false;
  return (
    code <= 0x36f ||
    (code >= 0x591 && code <= 0x5c7 && code !== 0x5be && code !== 0x5c0 && code !== 0x5c3 && code !== 0x5c6) ||
    (code >= 0x610 && code <= 0x61a) ||
    (code >= 0x64b && code <= 0x65f) ||
    code === 0x670 ||
    (code >= 0x6d6 && code <= 0x6ed && code !== 0x6dd && code !== 0x6e5 && code !== 0x6e6 && code !== 0x6e9) ||
    (code >= 0x20d0 && code <= 0x20ff) ||
    (code >= 0xfe20 && code <= 0xfe2f)
  );
}

export function kindOf(code: number): CharacterKind {
  if (code < 0x300) return isLatinLetterOrDigit(code) ? "ltr" : "neutral";
  if (isMark(code)) return "mark";
  if (isRightToLeftDigit(code)) return "ltr";
  if (isRightToLeft(code)) return "rtl";
  return (code >= 0x2000 && code <= 0x2bff) || (code >= 0x3000 && code <= 0x303f) ? "neutral" : "ltr";
}

function isLatinLetterOrDigit(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0xc0 && code !== 0xd7 && code !== 0xf7) ||
    code === 0xaa ||
    code === 0xb5 ||
    code === 0xba
  );
}
