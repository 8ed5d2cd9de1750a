/** Plane transformations as PDF writes them: x' = a x + c y + e, y' = b x + d y + f. */
import type { Box } from "../../contracts/box.ts";

export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  return [
    a * inner[0] + c * inner[1],
    b * inner[0] + d * inner[1],
    a * inner[2] + c * inner[3],
    b * inner[2] + d * inner[3],
    a * inner[4] + c * inner[5] + e,
    b * inner[4] + d * inner[5] + f,
  ];
}

/** Six numbers in an array of whatever kind; undefined when it is something else. */
export function asMatrix(value: unknown): Matrix | undefined {
  const list: unknown = value instanceof Float32Array ? [...value] : value;
  if (!Array.isArray(list) || list.length < 6 || !list.slice(0, 6).every(Number.isFinite)) return;
  const [a, b, c, d, e, f] = list as number[];
  return [a ?? 1, b ?? 0, c ?? 0, d ?? 1, e ?? 0, f ?? 0];
}

/** The upright box around a rectangle of another coordinate system. */
export function boxOf([a, b, c, d, e, f]: Matrix, [left, top, right, bottom]: Box): Box {
  const xs = [a * left + c * top, a * right + c * top, a * left + c * bottom, a * right + c * bottom];
  const ys = [b * left + d * top, b * right + d * top, b * left + d * bottom, b * right + d * bottom];
  return [Math.min(...xs) + e, Math.min(...ys) + f, Math.max(...xs) + e, Math.max(...ys) + f];
}

/** Four numbers of an array as a box with its corners in order; undefined when they are none. */
export function asBox(value: unknown): Box | undefined {
  const list: unknown = value instanceof Float32Array ? [...value] : value;
  if (!Array.isArray(list) || list.length !== 4 || !list.every(Number.isFinite)) return;
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = list as number[];
  return [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
}

/** How long a stroke of the thickness 1 is thick: the root of the change of areas. */
export function scaleOf([a, b, c, d]: Matrix): number {
  return Math.sqrt(Math.abs(a * d - b * c));
}
