/** Makes decoded text plain: ligatures and presentation forms become letters, what is no character becomes U+FFFD. */
import { UNDECODABLE_CHARACTERS } from "../contracts/undecodable.ts";

const PLAIN = /^[\x20-\x7E]*$/;
/** Latin and Armenian ligatures, Hebrew and Arabic presentation forms (not the bare marks: those would gain a space), Kangxi radicals. */
const FORMS = /[\uFB00-\uFB06\uFB13-\uFB17\uFB1D-\uFC5D\uFC64-\uFDFF\uFE80-\uFEFC\u2E9F\u2EF3\u2F00-\u2FD5]+/g;
/** Letters of formulas in plain italics, as some fonts name those of every variable. Bold ones and scripts mean something else there. */
const ITALICS = /[\u{1D434}-\u{1D467}\u{1D6E2}-\u{1D71B}]+/gu;
const SPACES = /[\t\n\r\u00A0\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g;
const UNSEEN = /[\u200B\u2060\uFEFF]/g;
/** Bullets of the fonts Symbol and Wingdings in the private area, where Windows puts them. */
const PRIVATE_BULLETS = /[\uF0A7\uF0B7]/g;

/**
 * Accents drawn as signs of their own before the letter, as TeX's older fonts do. Acute and grave are left alone, save
 * on a dotless i: people type them for apostrophes.
 */
const ACCENT_BEFORE = /([\u00A8\u02C6\u02C7\u02D8\u02DA\u02DC\u02DD])(\p{L})|\u00B4(\u0131)/gu;
const COMBINING: Record<string, string> = {
  "\u00A8": "\u0308",
  "\u02C6": "\u0302",
  "\u02C7": "\u030C",
  "\u02D8": "\u0306",
  "\u02DA": "\u030A",
  "\u02DC": "\u0303",
  "\u02DD": "\u030B",
};

const RING = "\u02DA";
const RINGED = /[auwyi]/i;
const DEGREES = /[CF]/;

/** Puts accents that stand before their letter onto it: a diaeresis and a dotless i become ï. */
export function composeAccents(text: string): string {
  return PLAIN.test(text)
    ? text
    : text.replace(ACCENT_BEFORE, (_all, accent: string | undefined, letter: string | undefined) => {
        const base = letter === undefined || letter === "\u0131" ? "i" : letter;
        // A ring before a letter that bears none is a degree's.
        if (accent === RING && !RINGED.test(base)) return DEGREES.test(base) ? `°${base}` : accent + base;
        return (base + (COMBINING[accent ?? ""] ?? "\u0301")).normalize("NFC");
      });
}

/** The text as a reader wants it, in NFC. Keeps soft hyphens: only the end of a line tells what they are for. */
export function foldText(text: string): string {
  if (PLAIN.test(text)) {
    return text;
  }
  return text
    .toWellFormed()
    .replace(SPACES, " ")
    .replace(UNSEEN, "")
    .replace(PRIVATE_BULLETS, "•")
    .replace(UNDECODABLE_CHARACTERS, "\uFFFD")
    .replace(ITALICS, (letters) => letters.normalize("NFKC"))
    .replace(FORMS, (forms) => forms.normalize("NFKC"))
    .normalize("NFC");
}

/** How many characters of folded text could not be decoded. */
export function countUndecodable(text: string): number {
  return text.split("\uFFFD").length - 1;
}
