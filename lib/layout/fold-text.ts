/** Makes decoded text plain: ligatures and presentation forms become letters, what is no character becomes U+FFFD. */

const PLAIN = /^[\x20-\x7E]*$/;
/** Latin and Armenian ligatures, Hebrew and Arabic presentation forms (not the bare marks: those would gain a space), Kangxi radicals. */
const FORMS = /[\uFB00-\uFB06\uFB13-\uFB17\uFB1D-\uFC5D\uFC64-\uFDFF\uFE80-\uFEFC\u2E9F\u2EF3\u2F00-\u2FD5]+/g;
const SPACES = /[\t\n\r\u00A0\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g;
const UNSEEN = /[\u200B\u2060\uFEFF]/g;
/** Control characters and noncharacters: codes of a font that nobody told the meaning of. */
const UNDECODABLE = /[\p{Cc}\uFDD0-\uFDEF\uFFFE\uFFFF]/gu;
/** Bullets of the fonts Symbol and Wingdings in the private area, where Windows puts them. */
const PRIVATE_BULLETS = /[\uF0A7\uF0B7]/g;

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
    .replace(UNDECODABLE, "\uFFFD")
    .replace(FORMS, (forms) => forms.normalize("NFKC"))
    .normalize("NFC");
}

/** How many characters of folded text could not be decoded. */
export function countUndecodable(text: string): number {
  return text.split("\uFFFD").length - 1;
}
