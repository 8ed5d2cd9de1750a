/** The styles of a page's glyphs, read once for each text object. */
import type { GlyphStyle } from "../../contracts/page-content.ts";
import { REPLACEMENT } from "../page/character-code.ts";
import { DecodingTally } from "../page/decoding-tally.ts";
import { StyleTable } from "../page/style-table.ts";
import { concatenate, type Matrix, type PageFrame } from "./page-frame.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";
import { type FontFacts, PageFonts } from "./read-fonts.ts";
import { readPaint } from "./read-paint.ts";

/** How the glyphs of one text object are set. */
export interface ObjectStyle {
  /** Index into the page's styles. */
  readonly style: number;
  readonly mark: number;
  readonly font: FontFacts;
  readonly size: number;
  /** How wide an em is beside its height. */
  readonly stretch: number;
  /** 0, 1, 2, 3 quarter turns counter-clockwise as shown; -1 for any other angle and for vertical writing. */
  readonly quarter: number;
}

/** How far letters lean, as the cosine of the angle between baseline and upright, before an upright font counts as italic. */
const LEAN = 0.1;
const MAX_SIZE = 1_000_000;

/** Ems; letters may stand out of their width. */
const WIDTH_SLACK = 0.1;

/** Of two ends that are the same. */
const SAME_POINTS = 0.01;

const STROKE_ONLY = new Set([1, 5]);
const FILL_AND_STROKE = 2;
const INVISIBLE = new Set([3, 7]);

export class ObjectStyles {
  readonly #pdfium: PdfiumInstance;
  readonly #frame: PageFrame;
  readonly #fonts: PageFonts;
  readonly #table: StyleTable;

  constructor(pdfium: PdfiumInstance, frame: PageFrame, maxStyles: number) {
    this.#pdfium = pdfium;
    this.#frame = frame;
    this.#fonts = new PageFonts(pdfium);
    this.#table = new StyleTable(maxStyles);
  }

  /** The style of the text object that character `index` of the text page belongs to; `code` is that character. */
  read(text: Pointer, index: number, object: Pointer, code: number): ObjectStyle {
    const { exports, heap } = this.#pdfium;
    const font = this.#fonts.get(exports.FPDFTextObj_GetFont(object));
    const [a, b, c, d] = this.#matrix(text, index);
    const size = sizeOf(exports.FPDFText_GetFontSize(text, index), Math.hypot(c, d));
    const mode = exports.FPDFTextObj_GetTextRenderMode(object);
    const { color, alpha } = readPaint(this.#pdfium, object, STROKE_ONLY.has(mode)) ?? { color: 0, alpha: 255 };
    const angle = degrees(a, b);
    const vertical = exports.FPDFFont_GetGlyphWidth(font.handle, code, 1, heap.scratch) !== 0 && heap.float(0) < 0;
    const style = this.#table.indexOf({
      font: font.name,
      size,
      bold: font.bold || (mode === FILL_AND_STROKE && this.#strokedLikeFilled(object, color)),
      italic: font.italic || (!vertical && leans(a, b, c, d)),
      monospace: font.monospace,
      color,
      angle,
      vertical,
      hidden: INVISIBLE.has(mode) || alpha === 0,
      undecodable: false,
    });
    const mark = exports.FPDFPageObj_GetMarkedContentID(object);
    const stretch = Math.hypot(a, b) / (Math.hypot(c, d) || 1);
    return { style, mark, font, size, stretch, quarter: !vertical && angle % 90 === 0 ? angle / 90 : -1 };
  }

  /**
   * Takes note of a glyph; `code` is what it says, U+FFFD when that is not known. `advance` is how far it reaches along the line, in
   * points. The width that PDFium tells of a letter counts only where it fits that: it may be another glyph's.
   */
  count({ font, size }: ObjectStyle, code: number, advance: number): void {
    font.glyphs += 1;
    if (code === REPLACEMENT) font.undecodable += 1;
    if (!font.pitch.wants(code)) return;
    const { exports, heap } = this.#pdfium;
    const width = exports.FPDFFont_GetGlyphWidth(font.handle, code, 1, heap.scratch) === 0 ? 0 : heap.float(0);
    font.pitch.take(code, Math.abs(width * size - advance) <= WIDTH_SLACK * size ? width : 0);
  }

  /**
   * How far a glyph of level text reaches beyond its advance, in points. `reach` is how far its box goes from its origin; `end` is where that box ends
   * in user space.
   */
  overhang(
    { font, size, stretch }: ObjectStyle,
    text: Pointer,
    index: number,
    code: number,
    reach: number,
    end: number,
  ): number {
    const em = size * stretch;
    if (!(em > 0)) return 0;
    const known = font.overhang.of(code);
    if (known !== undefined) return known * em;
    const { exports, heap } = this.#pdfium;
    const { scratch } = heap;
    const advance = exports.FPDFFont_GetGlyphWidth(font.handle, code, 1, scratch) === 0 ? 0 : heap.float(0);
    const boxed = exports.FPDFText_GetCharBox(text, index, scratch, scratch + 8, scratch + 16, scratch + 24) !== 0;
    const inked = boxed && Math.abs(heap.double(1) - end) <= SAME_POINTS;
    return font.overhang.measure(code, reach / em, inked ? advance : 0) * em;
  }

  /** The styles, after all glyphs were counted, and the names of the fonts with a glyph whose meaning is not known. */
  finish(): { readonly styles: GlyphStyle[]; readonly undecodableFonts: string[] } {
    const tally = new DecodingTally();
    const fixed = new Map<string, boolean>();
    for (const { name, glyphs, undecodable, pitch } of this.#fonts.all()) {
      tally.count(name, glyphs, undecodable);
      if (pitch.fixed !== undefined) fixed.set(name, pitch.fixed && fixed.get(name) !== false);
    }
    const styles = tally.mark(this.#table.styles).map((style) => {
      const monospace = fixed.get(style.font) ?? style.monospace;
      return monospace === style.monospace ? style : { ...style, monospace };
    });
    return { styles, undecodableFonts: tally.fonts() };
  }

  #matrix(text: Pointer, index: number): Matrix {
    const { exports, heap } = this.#pdfium;
    if (exports.FPDFText_GetMatrix(text, index, heap.scratch) === 0) return this.#frame.toPage;
    const own: Matrix = [heap.float(0), heap.float(1), heap.float(2), heap.float(3), heap.float(4), heap.float(5)];
    return concatenate(own, this.#frame.toPage);
  }

  /** The poor man's bold: an outline in the colour of the letters. */
  #strokedLikeFilled(object: Pointer, color: number): boolean {
    return readPaint(this.#pdfium, object, true)?.color === color;
  }
}

function leans(a: number, b: number, c: number, d: number): boolean {
  const cosine = (a * c + b * d) / (Math.hypot(a, b) * Math.hypot(c, d));
  return Math.abs(cosine) > LEAN;
}

/** In thousandths of a point: what remains of single precision is noise. */
function sizeOf(units: number, scale: number): number {
  const size = Math.round(Math.abs(units) * scale * 1000) / 1000;
  return size <= MAX_SIZE ? size : 0;
}

/** Counter-clockwise as seen on the page, whole numbers: y grows downwards, so the sign turns. */
function degrees(a: number, b: number): number {
  const turn = Math.round((Math.atan2(-b, a) * 180) / Math.PI);
  return Number.isFinite(turn) ? (turn + 360) % 360 : 0;
}
