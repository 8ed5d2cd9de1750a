/** Pages as an engine would give them, set by hand: half an em to a character, a whole one in vertical writing. */
import type { GlyphStyle, Glyphs, PageContent } from "../../lib/contracts/page-content.ts";

/** Characters set one after the other in one style. */
export interface TextRun extends GlyphStyle {
  readonly text: string;
  /** Where the first character stands: its left edge, and its baseline. In vertical writing: the column's middle, and its top. */
  readonly x: number;
  readonly baseline: number;
  /** Along the line, in points. */
  readonly width: number;
  /** The text is in logical order, its first character at the right end; `x` is the left edge still. */
  readonly rightToLeft: boolean;
  /** The marked content that it belongs to, or -1. */
  readonly mark: number;
}

type RunInit = Pick<TextRun, "text"> & Partial<TextRun>;

const ASCENT = 0.8;
const DESCENT = 0.2;

const PLAIN: GlyphStyle = {
  font: "Serif",
  size: 10,
  bold: false,
  italic: false,
  monospace: false,
  color: 0x000000,
  angle: 0,
  vertical: false,
  hidden: false,
  undecodable: false,
};

/** A run at x 72 on the baseline 100 in 10 points, save what is said otherwise. */
export function run(init: RunInit): TextRun {
  const { text, size = PLAIN.size, vertical = false } = init;
  const width = [...text].length * size * (vertical ? 1 : 0.5);
  return { ...PLAIN, x: 72, baseline: 100, width, rightToLeft: false, mark: -1, ...init };
}

/** Lines of one run each, 12 points apart from `baseline` on. */
export function linesOf(texts: readonly string[], init: Partial<TextRun> = {}): TextRun[] {
  const top = init.baseline ?? 100;
  return texts.map((text, row) => run({ ...init, text, baseline: top + row * 12 }));
}

/** A page of US Letter size that shows these runs, and whatever else is said of it. */
export function pageOf(runs: readonly TextRun[], number = 1, more: Partial<PageContent> = {}): PageContent {
  const styles: GlyphStyle[] = [];
  return {
    number,
    width: 612,
    height: 792,
    glyphs: glyphsOf(runs.flatMap((one) => glyphsOfRun(one, indexOfStyle(styles, one)))),
    styles,
    rulings: [],
    fills: [],
    images: [],
    drawings: [],
    links: [],
    fields: [],
    annotations: [],
    structure: [],
    warnings: [],
    ...more,
  };
}

interface Glyph {
  readonly code: number;
  readonly x: number;
  readonly y: number;
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  readonly style: number;
  readonly mark: number;
}

function indexOfStyle(styles: GlyphStyle[], { font, size, bold, italic, monospace, ...rest }: TextRun): number {
  const { color, angle, vertical, hidden, undecodable } = rest;
  const style = { font, size, bold, italic, monospace, color, angle, vertical, hidden, undecodable };
  const same = styles.findIndex((other) => JSON.stringify(other) === JSON.stringify(style));
  return same === -1 ? styles.push(style) - 1 : same;
}

function glyphsOfRun(run: TextRun, style: number): Glyph[] {
  const codes = Array.from(run.text, (character) => character.codePointAt(0) ?? 0);
  const advance = run.width / codes.length;
  return codes.map((code, index) => {
    const along = (run.rightToLeft ? codes.length - 1 - index : index) * advance;
    return { code, style, mark: run.mark, ...(run.vertical ? inColumn : onLine)(run, along, advance) };
  });
}

type Place = Pick<Glyph, "x" | "y" | "box">;

function onLine({ x, baseline, angle, size }: TextRun, along: number, advance: number): Place {
  const cos = Math.cos((angle * Math.PI) / 180);
  const sin = Math.sin((angle * Math.PI) / 180);
  const corners = [along, along + advance].flatMap((s) =>
    [ASCENT * size, -DESCENT * size].map((t) => [x + s * cos - t * sin, baseline - s * sin - t * cos] as const),
  );
  const xs = corners.map(([left]) => left);
  const ys = corners.map(([, top]) => top);
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
  return { x: x + along * cos, y: baseline - along * sin, box };
}

function inColumn({ x, baseline, size }: TextRun, along: number, advance: number): Place {
  const y = baseline + along;
  return { x, y, box: [x - size / 2, y, x + size / 2, y + advance] };
}

function glyphsOf(glyphs: readonly Glyph[]): Glyphs {
  return {
    count: glyphs.length,
    codes: Uint32Array.from(glyphs, ({ code }) => code),
    x: Float32Array.from(glyphs, ({ x }) => x),
    y: Float32Array.from(glyphs, ({ y }) => y),
    left: Float32Array.from(glyphs, ({ box }) => box[0]),
    top: Float32Array.from(glyphs, ({ box }) => box[1]),
    right: Float32Array.from(glyphs, ({ box }) => box[2]),
    bottom: Float32Array.from(glyphs, ({ box }) => box[3]),
    style: Uint16Array.from(glyphs, ({ style }) => style),
    mark: Int32Array.from(glyphs, ({ mark }) => mark),
  };
}
