/** From the text items of pdf.js to runs of the port: one matrix, one box, the origin moved to the top left. */
import type { RunDirection, TextRun } from "../contracts/page-content.ts";

type Matrix = readonly [number, number, number, number, number, number];

/** The part of pdf.js's `TextItem` that is used. */
export interface PdfjsTextItem {
  readonly str: string;
  readonly dir: string;
  readonly transform: readonly number[];
  /** In units of the page's user space, along the baseline; for vertical writing the width of the column. */
  readonly width: number;
  /** For vertical writing the length of the column. */
  readonly height: number;
  readonly fontName: string;
}

/** The part of pdf.js's `TextStyle` that is used. */
export interface PdfjsTextStyle {
  readonly ascent: number;
  readonly descent: number;
  readonly vertical: boolean;
}

/** Coordinates beyond this many points are taken for nonsense: the largest page has 14,400 units of at most 100 points. */
const FARTHEST = 2_000_000;
const DEFAULT_ASCENT = 0.8;
const DEFAULT_DESCENT = -0.2;

/**
 * One item as a run, or undefined when its geometry is no number or absurd.
 * `view` is the matrix of the page's viewport at scale 1, so rotation and user units are applied.
 */
export function toTextRun(
  item: PdfjsTextItem,
  style: PdfjsTextStyle | undefined,
  view: readonly number[],
): TextRun | undefined {
  const matrix = multiply(asMatrix(view), asMatrix(item.transform));
  const unit = Math.hypot(view[0] ?? 1, view[1] ?? 0);
  const fontSize = Math.hypot(matrix[2], matrix[3]);
  const vertical = style?.vertical === true;
  const corners = vertical
    ? columnCorners(matrix, item.height * unit, fontSize)
    : lineCorners(matrix, item.width * unit, fontSize, style);
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  const angle = degrees(matrix);
  const run = {
    x: left,
    y: top,
    width: Math.max(...xs) - left,
    height: Math.max(...ys) - top,
    baseline: vertical || angle === 90 || angle === 270 ? matrix[4] : matrix[5],
    fontSize,
  };
  if (!Object.values(run).every((value) => Math.abs(value) <= FARTHEST)) {
    return;
  }
  return {
    text: item.str,
    ...run,
    fontName: fontKey(item.fontName),
    bold: false,
    italic: false,
    direction: direction(item, vertical),
    angle,
  };
}

function direction(item: PdfjsTextItem, vertical: boolean): RunDirection {
  if (vertical) {
    return "ttb";
  }
  return item.dir === "rtl" ? "rtl" : "ltr";
}

/** Corners of a horizontal run in its own frame: from the baseline's start, `length` along it, ascent above, descent below. */
function lineCorners(
  matrix: Matrix,
  length: number,
  fontSize: number,
  style: PdfjsTextStyle | undefined,
): [number, number][] {
  const ascent = sensible(style?.ascent, DEFAULT_ASCENT) * fontSize;
  const descent = sensible(style?.descent, DEFAULT_DESCENT) * fontSize;
  return corners(matrix, [0, length], [ascent, descent]);
}

/** Corners of a column: its origin is the middle of its top edge, it runs downwards. */
function columnCorners(matrix: Matrix, length: number, fontSize: number): [number, number][] {
  return corners(matrix, [-fontSize / 2, fontSize / 2], [0, -length]);
}

function corners(matrix: Matrix, along: readonly number[], up: readonly number[]): [number, number][] {
  const [a, b, c, d, e, f] = matrix;
  const right = Math.hypot(a, b) || 1;
  const rise = Math.hypot(c, d) || 1;
  return along.flatMap((s) =>
    up.map((t): [number, number] => [e + (a / right) * s + (c / rise) * t, f + (b / right) * s + (d / rise) * t]),
  );
}

/** Degrees counter-clockwise as seen on the page, whole numbers: y grows downwards, so the sign turns. */
function degrees(matrix: Matrix): number {
  const turn = Math.round((Math.atan2(-matrix[1], matrix[0]) * 180) / Math.PI);
  return (turn + 360) % 360;
}

/** Fonts tell their ascent and descent in ems, and some tell nonsense. */
function sensible(value: number | undefined, fallback: number): number {
  return value !== undefined && Number.isFinite(value) && value !== 0 && Math.abs(value) <= 2 ? value : fallback;
}

function asMatrix(values: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = values;
  return [a, b, c, d, e, f];
}

function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}

/** pdf.js names fonts `g_d<document>_f<font>`, counting the documents that the process has opened: that part must not show. */
function fontKey(name: string): string {
  return name.replace(/^g_d\d+_/, "");
}
