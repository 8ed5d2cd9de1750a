/** From PDF user space (origin at the bottom left, before rotation) to the page as it is shown, its origin at the top left. */
import type { Box } from "../../contracts/box.ts";

/** As in PDF: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface PageFrame {
  readonly width: number;
  readonly height: number;
  readonly toPage: Matrix;
}

/** Left, bottom, right, top of the visible part in user space; quarter turns clockwise. */
export function pageFrame(
  [left, bottom, right, top]: readonly [number, number, number, number],
  turns: number,
): PageFrame {
  const width = right - left;
  const height = top - bottom;
  switch (turns) {
    case 1:
      return { width: height, height: width, toPage: [0, 1, 1, 0, -bottom, -left] };
    case 2:
      return { width, height, toPage: [-1, 0, 0, 1, right, -bottom] };
    case 3:
      return { width: height, height: width, toPage: [0, -1, -1, 0, top, right] };
    default:
      return { width, height, toPage: [1, 0, 0, -1, -left, top] };
  }
}

/** First `inner`, then `outer`. */
export function concatenate(inner: Matrix, outer: Matrix): Matrix {
  const [a, b, c, d, e, f] = inner;
  const [p, q, r, s, t, u] = outer;
  return [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u];
}

/** The upright box around a rectangle that is mapped by `matrix`. */
export function mapBox(matrix: Matrix, [x0, y0, x1, y1]: Box): Box {
  const [a, b, c, d, e, f] = matrix;
  const ax0 = a * x0;
  const ax1 = a * x1;
  const cy0 = c * y0;
  const cy1 = c * y1;
  const bx0 = b * x0;
  const bx1 = b * x1;
  const dy0 = d * y0;
  const dy1 = d * y1;
  return [
    Math.min(ax0, ax1) + Math.min(cy0, cy1) + e,
    Math.min(bx0, bx1) + Math.min(dy0, dy1) + f,
    Math.max(ax0, ax1) + Math.max(cy0, cy1) + e,
    Math.max(bx0, bx1) + Math.max(dy0, dy1) + f,
  ];
}
