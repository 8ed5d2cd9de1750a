/** What is drawn on a page beside its text, while it is gathered: within the page, and not more than the limits. */
import type { Box } from "../../contracts/box.ts";
import type { Fill, Ruling } from "../../contracts/page-content.ts";
import type { PageLimits } from "./page-limits.ts";

type ShapeLimits = Pick<PageLimits, "rulings" | "fills" | "images" | "drawings">;

export class ShapeList {
  readonly rulings: Ruling[] = [];
  readonly fills: Fill[] = [];
  readonly images: Box[] = [];
  readonly drawings: Box[] = [];
  readonly #limits: ShapeLimits;
  #cut = false;

  constructor(limits: ShapeLimits) {
    this.#limits = limits;
  }

  /** Whether lines or grounds were left out, of which tables are made. Pictures and drawings without end are nobody's loss. */
  get cut(): boolean {
    return this.#cut;
  }

  /** The middle line of what is drawn, as far as it lies in `clip`. */
  addRuling(x0: number, y0: number, x1: number, y1: number, width: number, clip: Box): void {
    const left = Math.max(Math.min(x0, x1), clip[0]);
    const top = Math.max(Math.min(y0, y1), clip[1]);
    const right = Math.min(Math.max(x0, x1), clip[2]);
    const bottom = Math.min(Math.max(y0, y1), clip[3]);
    if (!(left <= right && top <= bottom && Number.isFinite(width))) return;
    if (this.rulings.length >= this.#limits.rulings) this.#cut = true;
    else this.rulings.push({ x0: left, y0: top, x1: right, y1: bottom, width });
  }

  addFill(box: Box, color: number, clip: Box): void {
    const seen = intersection(box, clip);
    if (seen === undefined) return;
    if (this.fills.length >= this.#limits.fills) this.#cut = true;
    else this.fills.push({ box: seen, color });
  }

  addImage(box: Box, clip: Box): void {
    const seen = intersection(box, clip);
    if (seen !== undefined && this.images.length < this.#limits.images) this.images.push(seen);
  }

  addDrawing(box: Box, clip: Box): void {
    const seen = intersection(box, clip);
    if (seen !== undefined && this.drawings.length < this.#limits.drawings) this.drawings.push(seen);
  }
}

/** What two boxes have in common, undefined when that is nothing, or no number. */
export function intersection(a: Box, b: Box): Box | undefined {
  const left = Math.max(a[0], b[0]);
  const top = Math.max(a[1], b[1]);
  const right = Math.min(a[2], b[2]);
  const bottom = Math.min(a[3], b[3]);
  return left <= right && top <= bottom ? [left, top, right, bottom] : undefined;
}
