/**
 * Places the glyphs of a page. The arithmetic is that of pdf.js's own canvas (`showText`, `showType3Text`) and of PDF 1.7, 9.4.4;
 * a glyph's box spans its advance along the baseline, and its font's ascent and descent across it.
 */
import type { GlyphStyle, Glyphs } from "../../contracts/page-content.ts";
import { REPLACEMENT, soundCode } from "../page/character-code.ts";
import { DecodingTally } from "../page/decoding-tally.ts";
import { GlyphList } from "../page/glyph-list.ts";
import { FARTHEST_POINTS, type PageLimits } from "../page/page-limits.ts";
import { StyleTable } from "../page/style-table.ts";
import type { GraphicsState } from "./graphics-state.ts";
import type { PdfjsFont, PdfjsGlyph } from "./pdfjs-font.ts";
import { layBaseline, type TextLine } from "./text-line.ts";

const SPACE = 0x20;

/** What a showing operator adds. */
interface Addition {
  readonly start: number;
  inside: boolean;
  failures: number;
  /** Glyphs that are no spaces. */
  marks: number;
}

export interface WrittenText {
  readonly glyphs: Glyphs;
  readonly styles: readonly GlyphStyle[];
  readonly undecodableFonts: readonly string[];
  /** Whether the page holds more than the limit. */
  readonly cut: boolean;
  /** Glyphs whose geometry makes no sense, which are left out, and those outside of the page, which are not; spaces are not counted. */
  readonly absurd: number;
  readonly outside: number;
}

export class TextWriter {
  readonly #page: { readonly width: number; readonly height: number };
  readonly #limits: PageLimits;
  readonly #glyphs = new GlyphList();
  readonly #styles: StyleTable;
  readonly #decoding = new DecodingTally();
  #absurd = 0;
  #outside = 0;
  #full = false;

  constructor(page: { readonly width: number; readonly height: number }, limits: PageLimits) {
    this.#page = page;
    this.#limits = limits;
    this.#styles = new StyleTable(limits.styles);
  }

  /** Whether the limit is reached: nothing more will be taken. */
  get full(): boolean {
    return this.#full;
  }

  /**
   * Shows glyphs, and numbers that move the next one, with the state as it is; moves the state's position behind them. What one
   * operator shows is left out as a whole at the limit, and counted when no part of its baseline is on the page.
   */
  show(state: GraphicsState, items: readonly unknown[], mark: number): void {
    const { font, fontSize } = state;
    if (font === undefined || this.#full) return;
    const line = layBaseline(state, font);
    const style = this.#styles.indexOf(line.style);
    const addition: Addition = { start: this.#glyphs.count, inside: false, failures: 0, marks: 0 };
    const spacing = state.charSpacing * (font.vertical ? -1 : 1) * state.fontDirection;
    const wordSpacing = state.wordSpacing * (font.vertical ? -1 : 1) * state.fontDirection;
    const perThousand = ((font.vertical ? 1 : -1) * fontSize) / 1_000;
    let at = 0;
    for (const item of items) {
      if (typeof item === "number") {
        at += item * perThousand;
      } else if (isGlyph(item)) {
        const advance = advanceOf(item, font) * fontSize;
        this.#add(line, item, at, advance, style, mark, addition);
        at += advance + spacing + (item.isSpace ? wordSpacing : 0);
      }
    }
    this.#settle(addition, line.style.font);
    if (font.vertical) state.y -= at;
    else state.x += at * state.horizontalScale * state.fontDirection;
  }

  finish(): WrittenText {
    return {
      glyphs: this.#glyphs.finish(),
      styles: this.#decoding.mark(this.#styles.styles),
      undecodableFonts: this.#decoding.fonts(),
      cut: this.#full,
      absurd: this.#absurd,
      outside: this.#outside,
    };
  }

  #add(
    line: TextLine,
    { unicode }: PdfjsGlyph,
    at: number,
    advance: number,
    style: number,
    mark: number,
    addition: Addition,
  ): void {
    const x = line.x + at * line.alongX;
    const y = line.y + at * line.alongY;
    const endX = x + advance * line.alongX;
    const endY = y + advance * line.alongY;
    const left = (x < endX ? x : endX) + line.minX;
    const right = (x < endX ? endX : x) + line.maxX;
    const top = (y < endY ? y : endY) + line.minY;
    const bottom = (y < endY ? endY : y) + line.maxY;
    if (!isSane(left, top, right, bottom)) {
      if (unicode.trim() !== "") this.#absurd += 1;
      return;
    }
    for (let index = 0; index < unicode.length; index += 1) {
      const point = unicode.codePointAt(index) ?? 0;
      if (point > 0xffff) index += 1;
      const code = line.unmapped ? REPLACEMENT : soundCode(point);
      this.#glyphs.add(code, x, y, left, top, right, bottom, style, mark);
      if (code !== SPACE) addition.marks += 1;
      if (code === REPLACEMENT) addition.failures += 1;
    }
    addition.inside ||= this.#isOnPage(line, x, y, left, top, right, bottom);
  }

  /** Whether a part of the baseline is on the page; at odd angles, whether a part of the box is. */
  #isOnPage(
    { style }: TextLine,
    x: number,
    y: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
  ): boolean {
    const { width, height } = this.#page;
    if (right < 0 || left > width || bottom < 0 || top > height) return false;
    if (style.vertical || style.angle === 90 || style.angle === 270) return x >= 0 && x <= width;
    return style.angle % 180 !== 0 || (y >= 0 && y <= height);
  }

  #settle({ start, inside, failures, marks }: Addition, font: string): void {
    const count = this.#glyphs.count - start;
    if (this.#glyphs.count > this.#limits.glyphs) {
      this.#full = true;
      this.#glyphs.truncate(start);
    } else {
      this.#decoding.count(font, count, failures);
      if (!inside) this.#outside += marks;
    }
  }
}

/** False for what is no number, too. */
function isSane(left: number, top: number, right: number, bottom: number): boolean {
  return left >= -FARTHEST_POINTS && top >= -FARTHEST_POINTS && right <= FARTHEST_POINTS && bottom <= FARTHEST_POINTS;
}

/** Ems along the line for a font size of 1. */
function advanceOf({ width, vmetric }: PdfjsGlyph, font: PdfjsFont): number {
  if (!font.vertical) return width * font.unit;
  const down = vmetric?.[0];
  return down === undefined ? 1 : -down * font.unit;
}

function isGlyph(item: unknown): item is PdfjsGlyph {
  return typeof item === "object" && item !== null && "unicode" in item && typeof item.unicode === "string";
}
