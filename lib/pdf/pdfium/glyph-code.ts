/** The code point that a character of PDFium's text page stands for. */
import { REPLACEMENT, soundCode } from "../page/character-code.ts";
import type { PdfiumExports, Pointer } from "./pdfium-exports.ts";
import type { FontFacts } from "./read-fonts.ts";

const HYPHEN = 0x2d;
/** What PDFium gives instead of a hyphen that it takes for a mark of division at a line's end. */
const DIVISION = 0x02;
const OLD_DIVISION = 0xfffe;

/**
 * U+FFFD for what the font does not tell; undefined for the second half of a surrogate pair, which goes with its first half.
 * Where PDFium knows no meaning it gives the code. Where a font whose glyphs the file draws itself names none, its codes are taken for Latin: most writers of such fonts keep them.
 */
export function glyphCode(
  exports: PdfiumExports,
  text: Pointer,
  index: number,
  unicode: number,
  font: Pick<FontFacts, "drawn" | "signs">,
): number | undefined {
  if ((unicode === DIVISION || unicode === OLD_DIVISION) && exports.FPDFText_IsHyphen(text, index) === 1) return HYPHEN;
  if (exports.FPDFText_HasUnicodeMapError(text, index) === 1 && !(font.drawn && unicode <= 0xff)) {
    return font.signs?.[unicode] ?? REPLACEMENT;
  }
  return unicode >= 0xd800 && unicode < 0xe000 ? joinedPair(exports, text, index, unicode) : soundCode(unicode);
}

function joinedPair(exports: PdfiumExports, text: Pointer, index: number, half: number): number | undefined {
  if (half >= 0xdc00) {
    const before = index === 0 ? 0 : exports.FPDFText_GetUnicode(text, index - 1);
    return before >= 0xd800 && before < 0xdc00 ? undefined : REPLACEMENT;
  }
  const low = exports.FPDFText_GetUnicode(text, index + 1);
  return low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((half - 0xd800) << 10) + (low - 0xdc00) : REPLACEMENT;
}
