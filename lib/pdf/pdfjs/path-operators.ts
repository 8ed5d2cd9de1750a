/** The operators that take and paint paths. */
import type { PaintedPath } from "../page/painted-path.ts";
import { asBox, type Matrix } from "./matrix.ts";
import type { Operator } from "./operator.ts";
import type { PathPaint } from "./page-canvas.ts";

/** How each painting operator paints the path that it ends. `endPath` paints nothing. */
const PAINTS: Readonly<Record<string, PathPaint>> = {
  stroke: { fill: false, stroke: true, evenOdd: false },
  closeStroke: { fill: false, stroke: true, evenOdd: false },
  fill: { fill: true, stroke: false, evenOdd: false },
  eoFill: { fill: true, stroke: false, evenOdd: true },
  fillStroke: { fill: true, stroke: true, evenOdd: false },
  eoFillStroke: { fill: true, stroke: true, evenOdd: true },
  closeFillStroke: { fill: true, stroke: true, evenOdd: false },
  closeEOFillStroke: { fill: true, stroke: true, evenOdd: true },
};

/** The steps of a path as pdf.js packs them into one array: a number for what, then its coordinates. */
const MOVE = 0;
const LINE = 1;
const CURVE = 2;
const QUADRATIC = 3;
const CLOSE = 4;

/** `numbers`: pdf.js's numbers of its operators. */
export function paintingOperators(numbers: Readonly<Record<string, number>>): Record<string, Operator> {
  const paints = new Map(Object.entries(PAINTS).map(([name, paint]) => [numbers[name], paint]));
  return {
    clip: (canvas) => canvas.clipByNextPath(),
    eoClip: (canvas) => canvas.clipByNextPath(),
    constructPath: (canvas, [operator, steps, bounds]) => {
      const paint = typeof operator === "number" ? paints.get(operator) : undefined;
      const data: unknown = Array.isArray(steps) ? steps[0] : undefined;
      canvas.paintPath(paint, (path, ctm) => trace(path, ctm, data), asBox(bounds));
    },
  };
}

/** Moves the path of `data` to the page. */
function trace(path: PaintedPath, [a, b, c, d, e, f]: Matrix, data: unknown): void {
  if (!(data instanceof Float32Array)) return;
  const x = (at: number) => a * (data[at] ?? 0) + c * (data[at + 1] ?? 0) + e;
  const y = (at: number) => b * (data[at] ?? 0) + d * (data[at + 1] ?? 0) + f;
  for (let at = 0; at < data.length; ) {
    const step = data[at];
    at += 1;
    if (step === MOVE || step === LINE) {
      if (step === MOVE) path.moveTo(x(at), y(at));
      else path.lineTo(x(at), y(at));
      at += 2;
    } else if (step === CURVE) {
      path.curveTo(x(at), y(at), x(at + 2), y(at + 2), x(at + 4), y(at + 4));
      at += 6;
    } else if (step === QUADRATIC) {
      path.curveTo(x(at), y(at), x(at), y(at), x(at + 2), y(at + 2));
      at += 4;
    } else if (step === CLOSE) {
      path.close();
    } else {
      return;
    }
  }
}
