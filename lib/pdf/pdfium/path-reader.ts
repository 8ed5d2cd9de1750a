/** Paths of a page as rulings, fills and other drawings. */
import type { Box } from "../../contracts/box.ts";
import type { Fill, Ruling } from "../../contracts/page-content.ts";
import { clip, type Matrix, type PageFrame } from "./page-frame.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";
import { rgb } from "./style-table.ts";
import { isAlongAxis, isRectangle, type Subpath, SubpathBuilder, straightShare } from "./subpath.ts";

const MAX_RULINGS = 20_000;
const MAX_FILLS = 10_000;
const MAX_DRAWINGS = 20_000;
/** Segments looked at on one page. */
const MAX_SEGMENTS = 400_000;

/** Points: a filled rectangle thinner than this is a ruling, a stroke thicker than that a fill. */
const THIN = 3;
const THICK = 6;
const HAIRLINE = 0.1;
/** Shortest line that counts. */
const SHORTEST = 0.2;
/** Of a figure's outline, the share that must run along the axes, so that its straight sides are rulings (round corners are few). */
const STRAIGHT = 0.6;
const WHITE = 0xffffff;
const SEGMENT_BEZIER = 1;
const SEGMENT_MOVE = 2;

interface Paint {
  readonly color: number;
  readonly alpha: number;
}

export class PathReader {
  readonly rulings: Ruling[] = [];
  readonly fills: Fill[] = [];
  readonly drawings: Box[] = [];
  readonly #pdfium: PdfiumInstance;
  readonly #frame: PageFrame;
  #segments = 0;

  constructor(pdfium: PdfiumInstance, frame: PageFrame) {
    this.#pdfium = pdfium;
    this.#frame = frame;
  }

  /** Takes one path; `matrix` leads from its own coordinates to the page. */
  take(path: Pointer, matrix: Matrix): void {
    const { exports, heap } = this.#pdfium;
    if (exports.FPDFPath_GetDrawMode(path, heap.word(0), heap.word(1)) === 0) return;
    const fills = heap.int(0) !== 0;
    const strokes = heap.int(1) !== 0;
    const fill = fills ? this.#fillPaint(path) : undefined;
    const stroke = strokes ? this.#strokePaint(path) : undefined;
    const filled = fill !== undefined && fill.alpha > 0;
    const stroked = stroke !== undefined && stroke.alpha > 0 && stroke.color !== WHITE;
    if (!filled && !stroked) return;
    const width = stroked ? this.#strokeWidth(path, matrix) : 0;
    for (const subpath of this.#subpaths(path, matrix)) {
      if (filled) this.#takeFilled(subpath, fill.color);
      if (stroked) this.#takeStroked(subpath, width, stroke.color);
    }
  }

  addDrawing(box: Box): void {
    if (this.drawings.length < MAX_DRAWINGS) this.drawings.push(box);
  }

  #takeFilled(subpath: Subpath, color: number): void {
    const { box } = subpath;
    const [x0, y0, x1, y1] = box;
    const across = x1 - x0;
    const down = y1 - y0;
    if (!(isRectangle(subpath) || straightShare(subpath) >= STRAIGHT)) {
      this.#addClipped(box);
    } else if (Math.min(across, down) >= THIN) {
      this.#addFill(box, color);
    } else if (color !== WHITE) {
      const x = (x0 + x1) / 2;
      const y = (y0 + y1) / 2;
      if (across >= down) this.#addRuling(x0, y, x1, y, down);
      else this.#addRuling(x, y0, x, y1, across);
    }
  }

  #takeStroked(subpath: Subpath, width: number, color: number): void {
    if (straightShare(subpath) < STRAIGHT) {
      this.#addClipped(subpath.box);
      return;
    }
    for (const [x0, y0, x1, y1] of subpath.lines) {
      const across = Math.abs(x1 - x0);
      const down = Math.abs(y1 - y0);
      if (Math.max(across, down) < SHORTEST) continue;
      if (!isAlongAxis(across, down)) continue;
      if (width > THICK) {
        this.#addFill(thickened([x0, y0, x1, y1], across >= down, width / 2), color);
      } else if (across >= down) {
        this.#addRuling(Math.min(x0, x1), (y0 + y1) / 2, Math.max(x0, x1), (y0 + y1) / 2, width);
      } else {
        this.#addRuling((x0 + x1) / 2, Math.min(y0, y1), (x0 + x1) / 2, Math.max(y0, y1), width);
      }
    }
  }

  #addRuling(x0: number, y0: number, x1: number, y1: number, width: number): void {
    if (this.rulings.length >= MAX_RULINGS) return;
    const line = clip([x0, y0, x1, y1], this.#frame);
    if (line === undefined || Math.max(line[2] - line[0], line[3] - line[1]) < SHORTEST) return;
    this.rulings.push({ x0: line[0], y0: line[1], x1: line[2], y1: line[3], width: Math.max(width, HAIRLINE) });
  }

  #addFill(area: Box, color: number): void {
    const box = clip(area, this.#frame);
    if (box !== undefined && this.fills.length < MAX_FILLS) this.fills.push({ box, color });
  }

  #addClipped(area: Box): void {
    const box = clip(area, this.#frame);
    if (box !== undefined) this.addDrawing(box);
  }

  #fillPaint(path: Pointer): Paint | undefined {
    const { exports, heap } = this.#pdfium;
    const told = exports.FPDFPageObj_GetFillColor(path, heap.word(0), heap.word(1), heap.word(2), heap.word(3));
    return told === 0 ? undefined : this.#paint();
  }

  #strokePaint(path: Pointer): Paint | undefined {
    const { exports, heap } = this.#pdfium;
    const told = exports.FPDFPageObj_GetStrokeColor(path, heap.word(0), heap.word(1), heap.word(2), heap.word(3));
    return told === 0 ? undefined : this.#paint();
  }

  #paint(): Paint {
    const { heap } = this.#pdfium;
    return { color: rgb(heap.int(0), heap.int(1), heap.int(2)), alpha: heap.int(3) };
  }

  #strokeWidth(path: Pointer, [a, b, c, d]: Matrix): number {
    const { exports, heap } = this.#pdfium;
    const own = exports.FPDFPageObj_GetStrokeWidth(path, heap.scratch) === 0 ? 0 : heap.float(0);
    const width = own * Math.sqrt(Math.abs(a * d - b * c));
    return Number.isFinite(width) ? width : 0;
  }

  /** The parts of a path on the page. One that cannot be read in full, or is beyond the bounds, is given as far as it was read. */
  #subpaths(path: Pointer, [a, b, c, d, e, f]: Matrix): Subpath[] {
    const { exports, heap } = this.#pdfium;
    const subpaths: Subpath[] = [];
    let current: SubpathBuilder | undefined;
    const count = exports.FPDFPath_CountSegments(path);
    for (let index = 0; index < count && this.#segments < MAX_SEGMENTS; index += 1) {
      this.#segments += 1;
      const segment = exports.FPDFPath_GetPathSegment(path, index);
      if (segment === 0 || exports.FPDFPathSegment_GetPoint(segment, heap.word(0), heap.word(1)) === 0) break;
      const px = heap.float(0);
      const py = heap.float(1);
      const x = a * px + c * py + e;
      const y = b * px + d * py + f;
      if (!Number.isFinite(x + y)) break;
      const type = exports.FPDFPathSegment_GetType(segment);
      if (type === SEGMENT_MOVE || current === undefined) {
        if (current !== undefined) subpaths.push(current.finished());
        current = new SubpathBuilder(x, y);
      } else if (type === SEGMENT_BEZIER) {
        current.curveTo(x, y);
      } else {
        current.lineTo(x, y);
      }
      if (exports.FPDFPathSegment_GetClose(segment) !== 0) current.close();
    }
    if (current !== undefined) subpaths.push(current.finished());
    return subpaths;
  }
}

function thickened([x0, y0, x1, y1]: Box, lies: boolean, by: number): Box {
  const [left, right] = x0 < x1 ? [x0, x1] : [x1, x0];
  const [top, bottom] = y0 < y1 ? [y0, y1] : [y1, y0];
  return lies ? [left, top - by, right, bottom + by] : [left - by, top, right + by, bottom];
}
