/** Brackets in right-to-left text as the fonts tell them. */
import type { Glyphs } from "../../contracts/page-content.ts";

/** Signs that are drawn the other way round in right-to-left text, each beside its counterpart. */
const PAIRS = "()[]{}<>«»‹›≤≥";
const MIRRORED: ReadonlyMap<number, number> = new Map(
  [...PAIRS].map((sign, index) => [sign.charCodeAt(0), PAIRS.charCodeAt(index ^ 1)]),
);

const LETTER = /\p{L}/u;

/** Hebrew, Arabic, Syriac, Thaana, NKo: what PDFium turns into logical order. It has no presentation forms left by then. */
export function isRightToLeft(code: number): boolean {
  return code >= 0x590 && code < 0x900;
}

/**
 * PDFium takes it that brackets stand in a font as they look, and mirrors those within right-to-left text. Most writers of files
 * map them to what is meant, and then they come out wrong: here they are turned back. Which these are follows from how PDFium
 * goes about it: a sign goes with the letters before it on its line, or with the line's first letters. `lines` are the places
 * where lines begin, in PDFium's order. Changes the codes in place.
 */
export function turnBrackets({ codes, count }: Glyphs, lines: readonly number[]): void {
  for (const [index, from] of lines.entries()) {
    const to = lines[index + 1] ?? count;
    const line = codes.subarray(from, to);
    let turned = isRightToLeft(line.find(isLetter) ?? 0);
    for (let at = 0; at < line.length; at += 1) {
      const code = line[at] ?? 0;
      const counterpart = MIRRORED.get(code);
      if (counterpart === undefined) {
        if (isLetter(code)) turned = isRightToLeft(code);
      } else if (turned) {
        line[at] = counterpart;
      }
    }
  }
}

function isLetter(code: number): boolean {
  return code >= 0x41 && code <= 0x10ffff && LETTER.test(String.fromCodePoint(code));
}
