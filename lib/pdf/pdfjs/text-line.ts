/** The line on which an operator shows its glyphs, in page coordinates, and the style that they share. */
import type { GlyphStyle } from "../../contracts/page-content.ts";
import type { GraphicsState } from "./graphics-state.ts";
import { multiply } from "./matrix.ts";
import type { PdfjsFont } from "./pdfjs-font.ts";

export interface TextLine {
  /** Where the first glyph stands. */
  readonly x: number;
  readonly y: number;
  /** A step of 1 in the text's own units: along the baseline, in vertical writing down the column. */
  readonly alongX: number;
  readonly alongY: number;
  /** From the line of the glyphs' origins to the corners of their boxes: the least and the greatest. */
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
  readonly style: GlyphStyle;
  readonly unmapped: boolean;
}

/** How far a letter leans, as a share of its height, before an upright font counts as italic. */
const LEAN = 0.1;
/** Glyphs that are filled and stroked are made bold in that way. */
const FILL_AND_STROKE = 2;
const STROKE = 1;

export function layBaseline(state: GraphicsState, font: PdfjsFont): TextLine {
  const { fontSize, fontDirection, horizontalScale } = state;
  const [a, b, c, d, e, f] = multiply(state.ctm, state.textMatrix);
  const across = horizontalScale * fontDirection;
  const emX = c * fontSize * font.em * fontDirection;
  const emY = d * fontSize * font.em * fontDirection;
  const sideX = (a * across * fontSize) / 2;
  const sideY = (b * across * fontSize) / 2;
  const corners = font.vertical
    ? ([sideX, sideY, -sideX, -sideY] as const)
    : ([emX * font.ascent, emY * font.ascent, emX * font.descent, emY * font.descent] as const);
  const startY = state.y + state.rise;
  return {
    x: a * state.x + c * startY + e,
    y: b * state.x + d * startY + f,
    alongX: font.vertical ? -c * fontDirection : a * across,
    alongY: font.vertical ? -d * fontDirection : b * across,
    minX: Math.min(corners[0], corners[2]),
    maxX: Math.max(corners[0], corners[2]),
    minY: Math.min(corners[1], corners[3]),
    maxY: Math.max(corners[1], corners[3]),
    style: styleOf(state, font, [a * across, b * across, emX, emY]),
    unmapped: font.unmapped,
  };
}

/** `axes`: the directions along and across the baseline, the second as long as an em is high. */
function styleOf(
  { renderMode, fill, stroke, fillAlpha, strokeAlpha, groupAlpha }: GraphicsState,
  font: PdfjsFont,
  [a, b, c, d]: readonly [number, number, number, number],
): GlyphStyle {
  const mode = renderMode & 3;
  const color = mode === STROKE ? stroke : fill;
  const alpha =
    (mode === STROKE ? strokeAlpha : Math.max(fillAlpha, mode === FILL_AND_STROKE ? strokeAlpha : 0)) * groupAlpha;
  const seen = mode === FILL_AND_STROKE ? fill !== undefined || stroke !== undefined : color !== undefined;
  const size = Math.hypot(c, d);
  // Mirrored text leans as its mirror image does.
  const lean = (a * c + b * d) / (Math.hypot(a, b) * size || 1);
  return {
    font: font.name,
    size: Number.isFinite(size) ? Math.round(size * 1_000) / 1_000 : 0,
    bold: font.bold || mode === FILL_AND_STROKE,
    italic: font.italic || (!font.vertical && Math.abs(lean) > LEAN),
    monospace: font.monospace,
    color: color ?? stroke ?? 0,
    angle: degrees(a, b),
    vertical: font.vertical,
    hidden: mode === 3 || alpha <= 0 || !seen,
    undecodable: false,
  };
}

/** Whole degrees counter-clockwise as seen on the page: y grows downwards, so the sign turns. */
function degrees(x: number, y: number): number {
  const turn = Math.round((Math.atan2(-y, x) * 180) / Math.PI);
  return Number.isFinite(turn) ? (turn + 360) % 360 : 0;
}
