/** What is drawn on a page beside its text: walks through the page's objects and into the forms among them. */
import type { Box } from "../../contracts/box.ts";
import type { PageLimits } from "../page/page-limits.ts";
import { PaintedPath } from "../page/painted-path.ts";
import { intersection, ShapeList } from "../page/shape-list.ts";
import { concatenate, type Matrix, mapBox, type PageFrame } from "./page-frame.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";
import { readClip } from "./read-clip.ts";
import { readPaint } from "./read-paint.ts";

export interface PageDrawings {
  readonly shapes: ShapeList;
  /** Places of the text objects in the content stream, by their handles. */
  readonly textPlaces: ReadonlyMap<Pointer, number>;
}

/** Objects looked at on one page, those within forms counted each time they are drawn. */
const MAX_OBJECTS = 200_000;
/** Points of paths looked at on one page. */
const MAX_POINTS = 500_000;
const MAX_DEPTH = 12;

const TEXT = 1;
const PATH = 2;
const IMAGE = 3;
const SHADING = 4;
const FORM = 5;

const EVEN_ODD = 1;
const WHITE = 0xffffff;
const BEZIER = 1;
const MOVE = 2;

/** Reads what an open page draws. Stops quietly at its bounds: what is left out then is never text. */
export function readDrawings(
  pdfium: PdfiumInstance,
  page: Pointer,
  frame: PageFrame,
  limits: PageLimits,
): PageDrawings {
  return new DrawingReader(pdfium, frame, limits).read(page);
}

/** What holds for the objects of a page, or of a form that is drawn on it. */
interface Surroundings {
  readonly toPage: Matrix;
  /** The part of the page that shows them. */
  readonly clip: Box;
  readonly depth: number;
}

class DrawingReader {
  readonly #pdfium: PdfiumInstance;
  readonly #frame: PageFrame;
  readonly #shapes: ShapeList;
  readonly #textPlaces = new Map<Pointer, number>();
  #objects = 0;
  #points = 0;

  constructor(pdfium: PdfiumInstance, frame: PageFrame, limits: PageLimits) {
    this.#pdfium = pdfium;
    this.#frame = frame;
    this.#shapes = new ShapeList(limits);
  }

  read(page: Pointer): PageDrawings {
    const { exports } = this.#pdfium;
    const { width, height, toPage } = this.#frame;
    const count = exports.FPDFPage_CountObjects(page);
    const around: Surroundings = { toPage, clip: [0, 0, width, height], depth: 0 };
    for (let index = 0; index < count && this.#objects < MAX_OBJECTS; index += 1) {
      this.#take(exports.FPDFPage_GetObject(page, index), around);
    }
    return { shapes: this.#shapes, textPlaces: this.#textPlaces };
  }

  #take(object: Pointer, around: Surroundings): void {
    this.#objects += 1;
    const type = object === 0 ? 0 : this.#pdfium.exports.FPDFPageObj_GetType(object);
    if (type === TEXT) this.#textPlaces.set(object, this.#objects);
    else if (type === PATH) this.#takePath(object, around);
    else if (type === FORM && around.depth < MAX_DEPTH) this.#takeForm(object, around);
    else if (type === IMAGE || type === SHADING) this.#takeArea(object, type, around);
  }

  #takeForm(form: Pointer, around: Surroundings): void {
    const { exports } = this.#pdfium;
    const clip = this.#clip(form, around);
    if (clip === undefined) return;
    const within = { toPage: concatenate(this.#matrix(form), around.toPage), clip, depth: around.depth + 1 };
    const count = exports.FPDFFormObj_CountObjects(form);
    for (let index = 0; index < count && this.#objects < MAX_OBJECTS; index += 1) {
      this.#take(exports.FPDFFormObj_GetObject(form, index), within);
    }
  }

  #takeArea(object: Pointer, type: number, around: Surroundings): void {
    const { exports, heap } = this.#pdfium;
    const clip = this.#clip(object, around);
    if (clip === undefined) return;
    if (exports.FPDFPageObj_GetBounds(object, heap.word(0), heap.word(1), heap.word(2), heap.word(3)) === 0) return;
    const box = mapBox(around.toPage, [heap.float(0), heap.float(1), heap.float(2), heap.float(3)]);
    if (type === IMAGE) this.#shapes.addImage(box, clip);
    else this.#shapes.addDrawing(box, clip);
  }

  #takePath(path: Pointer, around: Surroundings): void {
    const { exports, heap } = this.#pdfium;
    if (exports.FPDFPath_GetDrawMode(path, heap.word(0), heap.word(1)) === 0) return;
    const mode = heap.int(0);
    const strokes = heap.int(1) !== 0;
    const fill = mode === 0 ? undefined : this.#seenFill(path);
    const matrix = concatenate(this.#matrix(path), around.toPage);
    const stroke = strokes ? this.#seenStroke(path, matrix) : undefined;
    if (fill === undefined && stroke === undefined) return;
    const clip = this.#clip(path, around);
    if (clip === undefined) return;
    this.#path(path, matrix).paint({ fill, stroke, evenOdd: mode === EVEN_ODD, clip }, this.#shapes);
  }

  #seenFill(path: Pointer): number | undefined {
    const paint = readPaint(this.#pdfium, path, false);
    return paint === undefined || paint.alpha === 0 ? undefined : paint.color;
  }

  /** White lines are not drawn to be seen: they blank out, or part what is coloured. */
  #seenStroke(path: Pointer, [a, b, c, d]: Matrix): number | undefined {
    const { exports, heap } = this.#pdfium;
    const paint = readPaint(this.#pdfium, path, true);
    if (paint === undefined || paint.alpha === 0 || paint.color === WHITE) return;
    if (exports.FPDFPageObj_GetStrokeWidth(path, heap.scratch) === 0) return;
    const width = heap.float(0) * Math.sqrt(Math.abs(a * d - b * c));
    return Number.isFinite(width) ? width : undefined;
  }

  /** The path on the page, as far as it can be read. */
  #path(path: Pointer, [a, b, c, d, e, f]: Matrix): PaintedPath {
    const { exports, heap } = this.#pdfium;
    const painted = new PaintedPath();
    const handles: number[] = [];
    const count = exports.FPDFPath_CountSegments(path);
    for (let index = 0; index < count && this.#points < MAX_POINTS; index += 1) {
      this.#points += 1;
      const segment = exports.FPDFPath_GetPathSegment(path, index);
      if (segment === 0 || exports.FPDFPathSegment_GetPoint(segment, heap.word(0), heap.word(1)) === 0) break;
      const px = heap.float(0);
      const py = heap.float(1);
      const x = a * px + c * py + e;
      const y = b * px + d * py + f;
      const type = exports.FPDFPathSegment_GetType(segment);
      if (type === MOVE) painted.moveTo(x, y);
      else if (type !== BEZIER) painted.lineTo(x, y);
      else if (handles.push(x, y) === 6) {
        const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = handles.splice(0);
        painted.curveTo(x1, y1, x2, y2, x, y);
      }
      if (exports.FPDFPathSegment_GetClose(segment) !== 0) painted.close();
    }
    return painted;
  }

  /** What an object's clipping leaves of the page; undefined: nothing. */
  #clip(object: Pointer, { toPage, clip }: Surroundings): Box | undefined {
    const own = readClip(this.#pdfium, object, toPage);
    return own === undefined ? clip : intersection(own, clip);
  }

  #matrix(object: Pointer): Matrix {
    const { exports, heap } = this.#pdfium;
    if (exports.FPDFPageObj_GetMatrix(object, heap.scratch) === 0) return [1, 0, 0, 1, 0, 0];
    return [heap.float(0), heap.float(1), heap.float(2), heap.float(3), heap.float(4), heap.float(5)];
  }
}
