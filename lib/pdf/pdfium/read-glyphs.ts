/** The glyphs of one page from PDFium's text page. */
import type { GlyphStyle, Glyphs } from "../../contracts/page-content.ts";
import { GlyphList } from "../page/glyph-list.ts";
import { FARTHEST_POINTS, type PageLimits } from "../page/page-limits.ts";
import { isRightToLeft, turnBrackets } from "./drawn-brackets.ts";
import { glyphCode } from "./glyph-code.ts";
import { inStreamOrder, type ObjectRun } from "./glyph-order.ts";
import { type ObjectStyle, ObjectStyles } from "./object-styles.ts";
import type { PageFrame } from "./page-frame.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

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

/** The page whose text is read. */
export interface TextSource {
  /** Handle of its text page. */
  readonly text: Pointer;
  readonly frame: PageFrame;
  /** Places of its text objects in the content stream, as far as they are known. */
  readonly places: ReadonlyMap<Pointer, number>;
}

const SPACE = 0x20;
const LINE_FEED = 0x0a;
const SAME_POINTS = 0.01;

/** Reads the characters of an open text page, but those that PDFium only supposes. */
export function readGlyphs(pdfium: PdfiumInstance, source: TextSource, limits: PageLimits): PageText {
  const total = pdfium.exports.FPDFText_CountChars(source.text);
  const reader = new GlyphReader(pdfium, source, limits);
  for (let index = 0; index < total && !reader.full; index += 1) {
    reader.take(index);
  }
  return reader.finish();
}

class GlyphReader {
  readonly #pdfium: PdfiumInstance;
  readonly #source: TextSource;
  readonly #limit: number;
  /** By name: taking an array apart for each glyph costs more than the sums do. */
  readonly #toPage: Readonly<Record<"a" | "b" | "c" | "d" | "e" | "f", number>>;
  readonly #list = new GlyphList();
  readonly #styles: ObjectStyles;
  readonly #runs: ObjectRun[] = [];
  /** Where PDFium begins a line. */
  readonly #lines: number[] = [0];
  #rightToLeft = false;
  #object = 0;
  #set: ObjectStyle | undefined;
  readonly #last = { x: Number.NaN, y: Number.NaN, right: Number.NaN };
  #absurd = 0;
  #outside = 0;
  #full = false;

  constructor(pdfium: PdfiumInstance, source: TextSource, limits: PageLimits) {
    const [a, b, c, d, e, f] = source.frame.toPage;
    this.#pdfium = pdfium;
    this.#source = source;
    this.#toPage = { a, b, c, d, e, f };
    this.#limit = limits.glyphs;
    this.#styles = new ObjectStyles(pdfium, source.frame, limits.styles);
  }

  get full(): boolean {
    return this.#full;
  }

  take(index: number): void {
    const { exports } = this.#pdfium;
    const { text } = this.#source;
    const object = exports.FPDFText_GetTextObject(text, index);
    const unicode = exports.FPDFText_GetUnicode(text, index);
    if (object === 0) {
      if (unicode === LINE_FEED && this.#lines.at(-1) !== this.#list.count) this.#lines.push(this.#list.count);
      return;
    }
    if (unicode === SPACE && exports.FPDFText_IsGenerated(text, index) === 1) return;
    if (object !== this.#object || this.#set === undefined) {
      this.#set = this.#styles.read(text, index, object, unicode);
      this.#object = object;
      this.#beginRun(object);
    }
    const code = glyphCode(exports, text, index, unicode, this.#set.font);
    if (code === undefined) return;
    if (this.#list.count >= this.#limit) {
      this.#full = true;
      return;
    }
    this.#place(index, code, this.#set);
  }

  finish(): PageText {
    const glyphs = this.#list.finish();
    if (this.#rightToLeft) turnBrackets(glyphs, this.#lines);
    return {
      glyphs: inStreamOrder(glyphs, this.#runs),
      ...this.#styles.finish(),
      cut: this.#full,
      absurd: this.#absurd,
      outside: this.#outside,
    };
  }

  /** An object whose place is not known goes where PDFium has it. */
  #beginRun(object: Pointer): void {
    const place = this.#source.places.get(object) ?? this.#runs.at(-1)?.object ?? 0;
    this.#runs.push({ object: place, from: this.#list.count });
  }

  #place(index: number, code: number, set: ObjectStyle): void {
    const { exports, heap } = this.#pdfium;
    const { scratch } = heap;
    const { text } = this.#source;
    const { a, b, c, d, e, f } = this.#toPage;
    const placed = exports.FPDFText_GetCharOrigin(text, index, scratch, scratch + 8);
    const { doubles } = heap;
    const ux = doubles[scratch >> 3] ?? 0;
    const uy = doubles[(scratch >> 3) + 1] ?? 0;
    const boxed = exports.FPDFText_GetLooseCharBox(text, index, scratch);
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
    const far = Math.abs(x) + Math.abs(y) + Math.abs(px0) + Math.abs(px1) + Math.abs(py0) + Math.abs(py1);
    if (placed === 0 || boxed === 0 || !(far <= FARTHEST_POINTS)) {
      this.#absurd += 1;
      return;
    }
    if (isRightToLeft(code)) this.#rightToLeft = true;
    const level = set.quarter === 0;
    const right = Math.max(px0, px1);
    this.#styles.count(set, code, level ? right - x : 0);
    const over = level && a > 0 ? this.#styles.overhang(set, text, index, code, right - x, x1) : 0;
    this.#add(code, x, y, Math.min(px0, px1), Math.min(py0, py1), right - over, Math.max(py0, py1), set);
  }

  /**
   * Adds a glyph with what is told of its box. Of text that runs along an axis the box goes from the origin over the advance and
   * from the font's ascent to its descent: PDFium's own includes ink that overhangs, and is higher than the font says.
   */
  #add(
    code: number,
    x: number,
    y: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    { style, mark, font, size, quarter }: ObjectStyle,
  ): void {
    const list = this.#list;
    const up = font.ascent * size;
    const down = -font.descent * size;
    if (code !== SPACE && this.#isOutside(left, top, right, bottom)) this.#outside += 1;
    switch (quarter) {
      case 0: {
        const start = this.#startOf(x, y, right);
        list.add(code, start, y, Math.min(start, right), y - up, Math.max(start, right), y + down, style, mark);
        break;
      }
      case 1:
        list.add(code, x, y, x - up, Math.min(y, top), x + down, Math.max(y, top), style, mark);
        break;
      case 2:
        list.add(code, x, y, Math.min(x, left), y - down, Math.max(x, left), y + up, style, mark);
        break;
      case 3:
        list.add(code, x, y, x - down, Math.min(y, bottom), x + up, Math.max(y, bottom), style, mark);
        break;
      default:
        list.add(code, x, y, left, top, right, bottom, style, mark);
    }
  }

  /**
   * Where a glyph of horizontal text begins: at its origin. But of a text that replaces what an object shows (ActualText) PDFium
   * gives all characters that origin, and boxes that reach further and further.
   */
  #startOf(x: number, y: number, right: number): number {
    const { x: lastX, y: lastY, right: lastRight } = this.#last;
    const goesOn = x === lastX && y === lastY && right > lastRight + SAME_POINTS;
    this.#last.x = x;
    this.#last.y = y;
    this.#last.right = right;
    return goesOn ? lastRight : x;
  }

  #isOutside(left: number, top: number, right: number, bottom: number): boolean {
    const { width, height } = this.#source.frame;
    return right < 0 || bottom < 0 || left > width || top > height;
  }
}
