/** One unbroken part of a path, in page coordinates. */
import type { Box } from "../../contracts/box.ts";

/** How far from each other two coordinates may be that count as the same, in points. */
const SAME_POINTS = 0.05;
/** How much of the outline of a box with rounded corners is straight, at least. */
const MOSTLY_STRAIGHT = 0.7;

export type Segment = readonly [x0: number, y0: number, x1: number, y1: number];

export class Subpath {
  readonly #xs: number[];
  readonly #ys: number[];
  /** Places of points to which a curve leads. */
  #curved: Set<number> | undefined;
  #left: number;
  #top: number;
  #right: number;
  #bottom: number;
  #closed = false;

  constructor(x: number, y: number) {
    this.#xs = [x];
    this.#ys = [y];
    this.#left = this.#right = x;
    this.#top = this.#bottom = y;
  }

  get startX(): number {
    return this.#xs[0] ?? 0;
  }

  get startY(): number {
    return this.#ys[0] ?? 0;
  }

  /** Whether there is anything but a first point. */
  get drawn(): boolean {
    return this.#xs.length > 1;
  }

  /** Of all points, and of the handles of curves. */
  get box(): Box {
    return [this.#left, this.#top, this.#right, this.#bottom];
  }

  lineTo(x: number, y: number): void {
    this.#xs.push(x);
    this.#ys.push(y);
    this.#include(x, y);
  }

  curveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    this.#include(x1, y1);
    this.#include(x2, y2);
    this.#curved ??= new Set();
    this.#curved.add(this.#xs.length);
    this.lineTo(x, y);
  }

  close(): void {
    this.#closed = true;
  }

  /** Whether the subpath, closed as filling closes it, is a rectangle along the axes. */
  isRectangle(): boolean {
    if (this.#curved !== undefined) return false;
    const corners = this.#corners();
    if (corners.length !== 4) return false;
    const [a, b, c, d] = corners as [Point, Point, Point, Point];
    const across = same(a.y, b.y) && same(b.x, c.x) && same(c.y, d.y) && same(d.x, a.x);
    const down = same(a.x, b.x) && same(b.y, c.y) && same(c.x, d.x) && same(d.y, a.y);
    return across || down;
  }

  /** Twice the area inside of the corners; its sign tells which way round they follow each other. */
  signedArea(): number {
    const corners = this.#corners();
    let sum = 0;
    for (const [index, { x, y }] of corners.entries()) {
      const next = corners[(index + 1) % corners.length] ?? { x, y };
      sum += x * next.y - next.x * y;
    }
    return sum;
  }

  /**
   * The straight pieces along an axis, and whether they are what the subpath consists of: nothing else is there, or only
   * short pieces such as rounded corners.
   */
  straightPieces(): { readonly pieces: readonly Segment[]; readonly all: boolean; readonly mostly: boolean } {
    const pieces: Segment[] = [];
    let straight = 0;
    let other = 0;
    for (const [segment, curved] of this.#segments()) {
      const [x0, y0, x1, y1] = segment;
      const length = Math.hypot(x1 - x0, y1 - y0);
      if (!curved && (same(x0, x1) || same(y0, y1))) {
        straight += length;
        if (length > SAME_POINTS) pieces.push(segment);
      } else {
        other += length;
      }
    }
    return { pieces, all: other === 0, mostly: straight > MOSTLY_STRAIGHT * (straight + other) };
  }

  *#segments(): Generator<readonly [Segment, boolean]> {
    const xs = this.#xs;
    const ys = this.#ys;
    for (let index = 1; index < xs.length; index += 1) {
      const segment: Segment = [xs[index - 1] ?? 0, ys[index - 1] ?? 0, xs[index] ?? 0, ys[index] ?? 0];
      yield [segment, this.#curved?.has(index) === true];
    }
    if (this.#closed) yield [[xs.at(-1) ?? 0, ys.at(-1) ?? 0, this.startX, this.startY], false];
  }

  /** Its points without those that repeat the one before, or the first at the end; none when there are too many for a rectangle. */
  #corners(): readonly Point[] {
    if (this.#xs.length > MAX_CORNERS) return [];
    const points = this.#xs.map((x, index) => ({ x, y: this.#ys[index] ?? 0 }));
    return points.filter((point, index) => {
      const before = index === 0 ? points.at(-1) : points[index - 1];
      return before === undefined || points.length === 1 || !(same(point.x, before.x) && same(point.y, before.y));
    });
  }

  #include(x: number, y: number): void {
    if (x < this.#left) this.#left = x;
    if (x > this.#right) this.#right = x;
    if (y < this.#top) this.#top = y;
    if (y > this.#bottom) this.#bottom = y;
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const MAX_CORNERS = 8;

function same(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME_POINTS;
}
