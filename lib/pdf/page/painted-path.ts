/** A path in page coordinates, and what it is once it is painted: rulings, fills, or a drawing. */
import type { Box } from "../../contracts/box.ts";
import type { ShapeList } from "./shape-list.ts";
import { Subpath } from "./subpath.ts";

/** How a path is painted. Undefined where that part is not painted, or not to be seen. */
export interface Paint {
  /** 0xRRGGBB. */
  readonly fill: number | undefined;
  readonly evenOdd: boolean;
  /** Thickness in points. */
  readonly stroke: number | undefined;
  /** What is outside of it is not shown. */
  readonly clip: Box;
}

/** A filled rectangle thinner than this many points is a line that was drawn as a box. */
const THIN_POINTS = 3;
/** Points that one path may have; the rest of it is not looked at. */
const MAX_POINTS = 200_000;

/** Takes a path point by point, then `paint` or `bounds`. Curves are known by their end points and handles only. */
export class PaintedPath {
  readonly #subpaths: Subpath[] = [];
  #current: Subpath | undefined;
  #points = 0;

  moveTo(x: number, y: number): void {
    this.#current = this.#hasRoom(x, y) ? new Subpath(x, y) : undefined;
    if (this.#current !== undefined) this.#subpaths.push(this.#current);
  }

  lineTo(x: number, y: number): void {
    if (this.#hasRoom(x, y)) this.#current?.lineTo(x, y);
  }

  curveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    if (this.#hasRoom(x, y) && Number.isFinite(x1 + y1 + x2 + y2)) this.#current?.curveTo(x1, y1, x2, y2, x, y);
  }

  /** What follows without a move starts where the closed part started. */
  close(): void {
    const closed = this.#current;
    if (closed === undefined) return;
    closed.close();
    this.moveTo(closed.startX, closed.startY);
  }

  /** Box of all points; undefined when nothing is drawn. */
  bounds(): Box | undefined {
    return this.#subpaths.reduce<Box | undefined>((all, { drawn, box }) => (drawn ? union(all, box) : all), undefined);
  }

  /**
   * Straight strokes along an axis become rulings, filled rectangles fills, or rulings where they are thin; everything else
   * becomes a drawing. A box with a hole in it, painted in one, is a frame of rulings or a drawing, and no ground.
   */
  paint(paint: Paint, shapes: ShapeList): void {
    const drawn = this.#subpaths.filter((subpath) => subpath.drawn);
    if (paint.fill !== undefined) fillAll(drawn, paint.fill, paint, shapes);
    if (paint.stroke !== undefined) for (const subpath of drawn) strokeOne(subpath, paint.stroke, paint.clip, shapes);
  }

  #hasRoom(x: number, y: number): boolean {
    this.#points += 1;
    return this.#points <= MAX_POINTS && Number.isFinite(x + y);
  }
}

function union(a: Box | undefined, b: Box): Box {
  if (a === undefined) return b;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

function fillAll(subpaths: readonly Subpath[], color: number, { clip, evenOdd }: Paint, shapes: ShapeList): void {
  const [outer, hole] = subpaths;
  if (outer !== undefined && hole !== undefined && isHole(outer, hole, evenOdd)) {
    const holes = subpaths.slice(1);
    if (holes.length === 1 && outer.isRectangle() && hole.isRectangle()) fillFrame(outer.box, hole.box, clip, shapes);
    else shapes.addDrawing(outer.box, clip);
    return;
  }
  for (const subpath of subpaths) {
    if (!subpath.isRectangle()) shapes.addDrawing(subpath.box, clip);
    else if (isThin(subpath.box)) addThinBox(subpath.box, clip, shapes);
    else shapes.addFill(subpath.box, color, clip);
  }
}

/** By the even-odd rule every part inside another is a hole, by the other rule one that runs the other way round. */
function isHole(outer: Subpath, inner: Subpath, evenOdd: boolean): boolean {
  const [a, b] = [outer.box, inner.box];
  const inside = a[0] <= b[0] && a[1] <= b[1] && a[2] >= b[2] && a[3] >= b[3];
  return inside && (evenOdd || Math.sign(outer.signedArea()) * Math.sign(inner.signedArea()) < 0);
}

function isThin([left, top, right, bottom]: Box): boolean {
  return Math.min(right - left, bottom - top) < THIN_POINTS;
}

function addThinBox([left, top, right, bottom]: Box, clip: Box, shapes: ShapeList): void {
  const width = right - left;
  const height = bottom - top;
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  if (width >= height) shapes.addRuling(left, y, right, y, height, clip);
  else shapes.addRuling(x, top, x, bottom, width, clip);
}

/** Four lines when each is thin, else a drawing. */
function fillFrame(outer: Box, hole: Box, clip: Box, shapes: ShapeList): void {
  const sides: Box[] = [
    [outer[0], outer[1], outer[2], hole[1]],
    [outer[0], hole[3], outer[2], outer[3]],
    [outer[0], outer[1], hole[0], outer[3]],
    [hole[2], outer[1], outer[2], outer[3]],
  ];
  if (sides.every(isThin)) for (const side of sides) addThinBox(side, clip, shapes);
  else shapes.addDrawing(outer, clip);
}

/** A chart's line may have a straight piece by chance; a box with rounded corners is straight for the most part. */
function strokeOne(subpath: Subpath, width: number, clip: Box, shapes: ShapeList): void {
  const { pieces, all, mostly } = subpath.straightPieces();
  if (all || mostly) for (const [x0, y0, x1, y1] of pieces) shapes.addRuling(x0, y0, x1, y1, width, clip);
  if (!all) shapes.addDrawing(subpath.box, clip);
}
