/** The code point that a character of PDFium's text page stands for. */
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

export const UNKNOWN = 0xfffd;

const SPACE = 0x20;
const HYPHEN = 0x2d;
/** What PDFium gives instead of a hyphen that it takes for a mark of division at a line's end. */
const HYPHEN_MARKS: ReadonlySet<number> = new Set([0x02, 0xfffe]);

/**
 * U+FFFD for what the font does not tell; undefined for the second half of a surrogate pair, which goes with its first half.
 * Tabs and ends of lines that a file draws are spaces.
 */
export function glyphCode(pdfium: PdfiumInstance, text: Pointer, index: number, unicode: number): number | undefined {
  const { exports } = pdfium;
  if (HYPHEN_MARKS.has(unicode) && exports.FPDFText_IsHyphen(text, index) === 1) return HYPHEN;
  if (exports.FPDFText_HasUnicodeMapError(text, index) === 1) return UNKNOWN;
  if (unicode >= 0x20 && unicode < 0x7f) return unicode;
  if (unicode === 0x09 || unicode === 0x0a || unicode === 0x0d) return SPACE;
  if (unicode >= 0xd800 && unicode <= 0xdfff) return joinedPair(exports, text, index, unicode);
  return isMeaningless(unicode) ? UNKNOWN : unicode;
}

function joinedPair(
  exports: PdfiumInstance["exports"],
  text: Pointer,
  index: number,
  unicode: number,
): number | undefined {
  if (unicode >= 0xdc00) {
    return isHighHalf(exports.FPDFText_GetUnicode(text, index - 1)) ? undefined : UNKNOWN;
  }
  const low = exports.FPDFText_GetUnicode(text, index + 1);
  return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((unicode - 0xd800) << 10) + (low - 0xdc00) : UNKNOWN;
}

function isHighHalf(unicode: number): boolean {
  return unicode >= 0xd800 && unicode < 0xdc00;
}

/** Control characters, noncharacters, and what lies beyond Unicode. */
function isMeaningless(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0xfdd0 && code <= 0xfdef) ||
    (code & 0xfffe) === 0xfffe ||
    code === UNKNOWN ||
    code > 0x10ffff
  );
}
