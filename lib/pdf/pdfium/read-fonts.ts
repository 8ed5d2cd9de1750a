/** What PDFium knows of the fonts of one page. */
import { isBoldName, isItalicName, isMonospaceName, isTellingName, plainFontName } from "../page/font-name.ts";
import { mathSigns } from "../page/math-symbols.ts";
import { GlyphOverhang } from "./glyph-overhang.ts";
import { LetterPitch } from "./letter-pitch.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

export interface FontFacts {
  readonly handle: Pointer;
  readonly name: string;
  readonly bold: boolean;
  readonly italic: boolean;
  /** As it says by its name or its flags. */
  readonly monospace: boolean;
  /** As its letters on this page show. */
  readonly pitch: LetterPitch;
  /** How far its glyphs reach beyond their advance. */
  readonly overhang: GlyphOverhang;
  /** Its glyphs are drawn by the file itself. PDFium gives their codes where it has no names for them. */
  readonly drawn: boolean;
  /** What its codes mean, where that is known of its kind. */
  readonly signs: readonly number[] | undefined;
  /** Ems above the baseline, and below it as a negative number. */
  readonly ascent: number;
  readonly descent: number;
  /** Glyphs on this page, and those of them whose meaning is not known. */
  glyphs: number;
  undecodable: number;
}

const FIXED_PITCH = 1 << 0;
const ITALIC = 1 << 6;
const FORCE_BOLD = 1 << 18;
const BOLD_WEIGHT = 650;
const DEFAULT_ASCENT = 0.8;
const DEFAULT_DESCENT = -0.2;

/** Facts of each font by its handle. Handles are valid, and tell fonts apart, only while their page is open. */
export class PageFonts {
  readonly #pdfium: PdfiumInstance;
  readonly #facts = new Map<Pointer, FontFacts>();

  constructor(pdfium: PdfiumInstance) {
    this.#pdfium = pdfium;
  }

  get(handle: Pointer): FontFacts {
    let facts = this.#facts.get(handle);
    if (facts === undefined) {
      facts = this.#read(handle);
      this.#facts.set(handle, facts);
    }
    return facts;
  }

  all(): Iterable<FontFacts> {
    return this.#facts.values();
  }

  #read(handle: Pointer): FontFacts {
    const { exports, heap } = this.#pdfium;
    const name = plainFontName(heap.utf8((buffer, size) => exports.FPDFFont_GetBaseFontName(handle, buffer, size)));
    const flags = exports.FPDFFont_GetFlags(handle);
    const weight = exports.FPDFFont_GetWeight(handle);
    const slant = exports.FPDFFont_GetItalicAngle(handle, heap.scratch) === 0 ? 0 : heap.int(0);
    const known = flags !== -1;
    // Weights and flags are wrong in many a font whose name is right.
    const telling = isTellingName(name);
    const ascent = exports.FPDFFont_GetAscent(handle, 1, heap.scratch) === 0 ? 0 : heap.float(0);
    const descent = exports.FPDFFont_GetDescent(handle, 1, heap.scratch) === 0 ? 0 : heap.float(0);
    const sound = ascent > 0.1 && ascent < 3 && descent <= 0 && descent > -2;
    return {
      handle,
      name,
      bold: isBoldName(name) || (known && (flags & FORCE_BOLD) !== 0) || (!telling && weight >= BOLD_WEIGHT),
      italic: isItalicName(name) || slant !== 0 || (!telling && known && (flags & ITALIC) !== 0),
      monospace: isMonospaceName(name) || (known && (flags & FIXED_PITCH) !== 0),
      pitch: new LetterPitch(),
      overhang: new GlyphOverhang(),
      signs: mathSigns(name),
      drawn: exports.FPDFFont_GetIsEmbedded(handle) === 1 && this.#programBytes(handle) === 0,
      ascent: sound ? ascent : DEFAULT_ASCENT,
      descent: sound ? descent : DEFAULT_DESCENT,
      glyphs: 0,
      undecodable: 0,
    };
  }

  #programBytes(handle: Pointer): number {
    const { exports, heap } = this.#pdfium;
    heap.ints[heap.scratch >> 2] = 0;
    exports.FPDFFont_GetFontData(handle, 0, 0, heap.scratch);
    return heap.int(0);
  }
}
