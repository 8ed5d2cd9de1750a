/** The glyphs of one page from PDFium's text page. */
import type { GlyphStyle, Glyphs } from "../../contracts/page-content.ts";
import { GlyphBuffer } from "./glyph-buffer.ts";
import { glyphCode, UNKNOWN } from "./glyph-code.ts";
import type { PageFrame } from "./page-frame.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";
import { type ObjectStyle, StyleTable } from "./style-table.ts";

export interface PageText {
  readonly glyphs: Glyphs;
  readonly styles: GlyphStyle[];
  readonly undecodableFonts: string[];
  /** There was more than the limit; the rest was left out. */
  readonly cut: boolean;
  /** Characters whose geometry made no sense; they are left out. */
  readonly absurd: number;
  /** Characters, without spaces, that lie wholly outside of the page; they are kept. */
  readonly outside: number;
}

/** Coordinates beyond this many points are taken for nonsense: the largest page has 14,400 units of at most 100 points. */
const FARTHEST = 2_000_000;
const SPACE = 0x20;

/** Reads at most `maxGlyphs` of the characters of an open text page. Characters that PDFium only supposes are left out. */
export function readGlyphs(pdfium: PdfiumInstance, text: Pointer, frame: PageFrame, maxGlyphs: number): PageText {
  const total = Math.max(0, pdfium.exports.FPDFText_CountChars(text));
  const reader = new GlyphReader(pdfium, text, frame, Math.min(total, maxGlyphs));
  for (let index = 0; index < total && !reader.full; index += 1) {
    reader.take(index);
  }
  return reader.finished(reader.full);
}

class GlyphReader {
  readonly #pdfium: PdfiumInstance;
  readonly #text: Pointer;
  readonly #frame: PageFrame;
  readonly #buffer: GlyphBuffer;
  readonly #table: StyleTable;
  #object = 0;
  #set: ObjectStyle | undefined;
  #absurd = 0;
  #outside = 0;
  full = false;

  constructor(pdfium: PdfiumInstance, text: Pointer, frame: PageFrame, capacity: number) {
    this.#pdfium = pdfium;
    this.#text = text;
    this.#frame = frame;
    this.#buffer = new GlyphBuffer(capacity);
    this.#table = new StyleTable(pdfium, frame);
  }

  take(index: number): void {
    const { exports } = this.#pdfium;
    const object = exports.FPDFText_GetTextObject(this.#text, index);
    if (object === 0) return;
    const unicode = exports.FPDFText_GetUnicode(this.#text, index);
    if (unicode === SPACE && exports.FPDFText_IsGenerated(this.#text, index) === 1) return;
    const code = glyphCode(this.#pdfium, this.#text, index, unicode);
    if (code === undefined) return;
    if (this.#buffer.count >= this.#buffer.capacity) {
      this.full = true;
      return;
    }
    if (object !== this.#object || this.#set === undefined) {
      this.#set = this.#table.read(this.#text, index, object, unicode);
      this.#object = object;
    }
    this.#put(index, code, this.#set);
  }

  finished(cut: boolean): PageText {
    return {
      glyphs: this.#buffer.finished(),
      styles: this.#table.finished(),
      undecodableFonts: this.#table.undecodableFonts(),
      cut,
      absurd: this.#absurd,
      outside: this.#outside,
    };
  }

  #put(index: number, code: number, set: ObjectStyle): void {
    const { exports, heap } = this.#pdfium;
    const { scratch } = heap;
    const [a, b, c, d, e, f] = this.#frame.toPage;
    const placed = exports.FPDFText_GetCharOrigin(this.#text, index, scratch, scratch + 8);
    const { doubles } = heap;
    const ux = doubles[scratch >> 3] ?? 0;
    const uy = doubles[(scratch >> 3) + 1] ?? 0;
    const boxed = exports.FPDFText_GetLooseCharBox(this.#text, index, scratch);
    const { floats } = heap;
    const at = scratch >> 2;
    const x0 = floats[at] ?? 0;
    const y0 = floats[at + 1] ?? 0;
    const x1 = floats[at + 2] ?? 0;
    const y1 = floats[at + 3] ?? 0;
    const x = a * ux + c * uy + e;
    const y = b * ux + d * uy + f;
    const px0 = a * x0 + c * y0 + e;
    const px1 = a * x1 + c * y1 + e;
    const py0 = b * x0 + d * y0 + f;
    const py1 = b * x1 + d * y1 + f;
    const sum = Math.abs(x) + Math.abs(y) + Math.abs(px0) + Math.abs(px1) + Math.abs(py0) + Math.abs(py1);
    if (placed === 0 || boxed === 0 || !(sum <= FARTHEST)) {
      this.#absurd += 1;
      return;
    }
    const buffer = this.#buffer;
    const n = buffer.count;
    buffer.codes[n] = code;
    buffer.x[n] = x;
    buffer.y[n] = y;
    buffer.left[n] = Math.min(px0, px1);
    buffer.right[n] = Math.max(px0, px1);
    buffer.top[n] = Math.min(py0, py1);
    buffer.bottom[n] = Math.max(py0, py1);
    buffer.style[n] = set.style;
    buffer.mark[n] = set.mark;
    buffer.count = n + 1;
    set.font.glyphs += 1;
    if (code === UNKNOWN) set.font.undecodable += 1;
    this.#fit(n, set);
    if (code !== SPACE && this.#isOutside(n)) this.#outside += 1;
  }

  /**
   * Replaces what PDFium's box adds for ink that overhangs, and its generous heights, for text that runs along an axis: the box
   * then goes from the origin over the advance, and from the font's ascent to its descent.
   */
  #fit(n: number, { font, size, quarter }: ObjectStyle): void {
    const { left, top, right, bottom, x, y } = this.#buffer;
    const up = font.ascent * size;
    const down = -font.descent * size;
    const px = x[n] ?? 0;
    const py = y[n] ?? 0;
    switch (quarter) {
      case 0:
        left[n] = Math.min(px, right[n] ?? px);
        top[n] = py - up;
        bottom[n] = py + down;
        break;
      case 1:
        bottom[n] = Math.max(py, top[n] ?? py);
        left[n] = px - up;
        right[n] = px + down;
        break;
      case 2:
        right[n] = Math.max(px, left[n] ?? px);
        top[n] = py - down;
        bottom[n] = py + up;
        break;
      case 3:
        top[n] = Math.min(py, bottom[n] ?? py);
        left[n] = px - down;
        right[n] = px + up;
        break;
      default:
    }
  }

  #isOutside(n: number): boolean {
    const { left, top, right, bottom } = this.#buffer;
    const { width, height } = this.#frame;
    return !((right[n] ?? 0) >= 0 && (bottom[n] ?? 0) >= 0 && (left[n] ?? 0) <= width && (top[n] ?? 0) <= height);
  }
}
