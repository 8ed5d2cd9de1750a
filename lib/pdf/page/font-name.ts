/** What the name of a font says of it. Fonts do not always tell it otherwise: flags are missing or wrong in many files. */
import { MAX_FONT_NAME_CHARS } from "../../contracts/warning.ts";

const SUBSET_MARK = /^[A-Z]{6}\+/;
/** The second part: the families of Computer Modern, whose names are made of abbreviations. */
const BOLD = /bold|black|heavy|demi|-medi(?!u)|^(?:cm|sf|ec|lm)[a-z]{0,3}bx|^lm\w{2,9}bx/i;
/** Abbreviated styles behind the family's name; here case matters. */
const BOLD_STYLE = /[-_,](?:Bd|Blk|Hv|XBd)(?![a-z])|-W[6-9]$/;
const TELLING = /[a-z]{4}/i;
const ITALIC = /ital|oblique|slanted|kursiv|^(?:cm|sf|ec)(?:ti|sl|mi|bxti|bxsl|it)\d|(?:^|[-,])(?:bold)?it(?:$|[-,])/i;
const MONOSPACE = /courier|mono|consol|menlo|typewriter|fixed|lettergothic|^(?:cm|sf|ec)(?:sl|it)?tt/i;

/** The font's name without the six letters that mark a subset, short, without control characters; empty when nothing is left. */
export function plainFontName(name: string): string {
  const plain = name.slice(0, 2 * MAX_FONT_NAME_CHARS).replace(SUBSET_MARK, "");
  return plain
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, MAX_FONT_NAME_CHARS)
    .toWellFormed();
}

export function isBoldName(name: string): boolean {
  return BOLD.test(name) || BOLD_STYLE.test(name);
}

/** Whether there is more to a name than a number: what such a name does not say of a font, the font is not. */
export function isTellingName(name: string): boolean {
  return TELLING.test(name.replace(/(?:cid)?font/gi, ""));
}

export function isItalicName(name: string): boolean {
  return ITALIC.test(name);
}

export function isMonospaceName(name: string): boolean {
  return MONOSPACE.test(name);
}
