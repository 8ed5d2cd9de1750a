/** The styles of a page's glyphs: read once for each text object, each kept once. */
import type { GlyphStyle } from "../../contracts/page-content.ts";
import { concatenate, type Matrix, type PageFrame } from "./page-frame.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";
import { type FontFacts, PageFonts } from "./read-fonts.ts";

/** How the glyphs of one text object are set. */
export interface ObjectStyle {
  /** Index into the table. */
  readonly style: number;
  readonly mark: number;
  readonly font: FontFacts;
  readonly size: number;
  /** 0, 1, 2, 3 quarter turns counter-clockwise as shown; -1 for any other angle and for vertical writing. */
  readonly quarter: number;
}

/** A `Uint16Array` refers to them. */
const MAX_STYLES = 65_535;
/** How far a letter leans, as a share of its height, before an upright font counts as italic. */
const LEAN = 0.1;
const MAX_SIZE = 1_000_000;

export class StyleTable {
  readonly #pdfium: PdfiumInstance;
  readonly #frame: PageFrame;
  readonly #fonts: PageFonts;
  readonly #byKey = new Map<string, number>();
  readonly #styles: GlyphStyle[] = [];
  readonly #fontOf: FontFacts[] = [];

  constructor(pdfium: PdfiumInstance, frame: PageFrame) {
    this.#pdfium = pdfium;
    this.#frame = frame;
    this.#fonts = new PageFonts(pdfium);
  }

  /** The style of the text object that character `index` belongs to; `code` is that character. */
  read(text: Pointer, index: number, object: Pointer, code: number): ObjectStyle {
    const { exports, heap } = this.#pdfium;
    const font = this.#fonts.get(exports.FPDFTextObj_GetFont(object));
    const matrix = this.#matrix(text, index);
    const [a, b, c, d] = matrix;
    const emSize = Math.abs(exports.FPDFText_GetFontSize(text, index));
    const size = rounded(Math.min(MAX_SIZE, emSize * Math.hypot(c, d)) || 0);
    const mode = exports.FPDFTextObj_GetTextRenderMode(object);
    const paint = this.#paint(object, mode);
    const angle = degrees(a, b);
    const lean = (a * c + b * d) / (Math.hypot(a, b) * Math.hypot(c, d) || 1);
    const vertical = exports.FPDFFont_GetGlyphWidth(font.handle, code, 1, heap.scratch) !== 0 && heap.float(0) < 0;
    const quarter = !vertical && angle % 90 === 0 ? angle / 90 : -1;
    const style: GlyphStyle = {
      font: font.name,
      size,
      bold: font.bold || mode === 2,
      italic: font.italic || (!vertical && Math.abs(lean) > LEAN),
      monospace: font.monospace,
      color: paint.color,
      angle,
      vertical,
      hidden: mode === 3 || mode === 7 || paint.alpha === 0,
      undecodable: false,
    };
    const mark = exports.FPDFPageObj_GetMarkedContentID(object);
    return { style: this.#place(style, font), mark, font, size, quarter };
  }

  /** The styles, after all glyphs were counted with their fonts. */
  finished(): GlyphStyle[] {
    return this.#styles.map((style, index) => {
      const font = this.#fontOf[index];
      const undecodable = font !== undefined && font.undecodable > 0 && font.undecodable * 4 >= font.glyphs;
      return undecodable ? { ...style, undecodable } : style;
    });
  }

  /** Names of fonts of which some glyph's meaning is not known. */
  undecodableFonts(): string[] {
    const names = [...this.#fonts.all()].filter(({ undecodable }) => undecodable > 0).map(({ name }) => name);
    return [...new Set(names)].filter((name) => name !== "").sort();
  }

  #matrix(text: Pointer, index: number): Matrix {
    const { exports, heap } = this.#pdfium;
    if (exports.FPDFText_GetMatrix(text, index, heap.scratch) === 0) return this.#frame.toPage;
    const own: Matrix = [heap.float(0), heap.float(1), heap.float(2), heap.float(3), heap.float(4), heap.float(5)];
    return concatenate(own, this.#frame.toPage);
  }

  /** The colour that is seen most of: of the stroke where only that is drawn. */
  #paint(object: Pointer, mode: number): { color: number; alpha: number } {
    const { exports, heap } = this.#pdfium;
    const told =
      mode === 1 || mode === 5
        ? exports.FPDFPageObj_GetStrokeColor(object, heap.word(0), heap.word(1), heap.word(2), heap.word(3))
        : exports.FPDFPageObj_GetFillColor(object, heap.word(0), heap.word(1), heap.word(2), heap.word(3));
    if (told === 0) return { color: 0, alpha: 255 };
    return { color: rgb(heap.int(0), heap.int(1), heap.int(2)), alpha: heap.int(3) };
  }

  #place(style: GlyphStyle, font: FontFacts): number {
    const flags = [style.bold, style.italic, style.vertical, style.hidden].map(Number).join("");
    const key = `${font.handle} ${style.size} ${style.color} ${style.angle} ${flags}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (this.#styles.length >= MAX_STYLES) return MAX_STYLES - 1;
    this.#byKey.set(key, this.#styles.length);
    this.#fontOf.push(font);
    return this.#styles.push(style) - 1;
  }
}

/** 0xRRGGBB of three bytes. */
export function rgb(red: number, green: number, blue: number): number {
  return ((red & 255) << 16) | ((green & 255) << 8) | (blue & 255);
}

/** To thousandths of a point: what remains of single precision is noise. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Counter-clockwise as seen on the page, whole numbers: y grows downwards, so the sign turns. */
function degrees(a: number, b: number): number {
  const turn = Math.round((Math.atan2(-b, a) * 180) / Math.PI);
  return Number.isFinite(turn) ? (turn + 360) % 360 : 0;
}
