/** One connected part of a path on the page, and what it looks like. */
import type { Box } from "../../contracts/box.ts";

export interface Subpath {
  /** From, to. */
  readonly lines: readonly Box[];
  /** Length of its curves, roughly. */
  readonly curved: number;
  readonly box: Box;
}

/** How far a line may be from its axis: in points, and as a share of its length. */
const SLACK = 0.1;
const SLANT = 0.01;

/** Whether a line that goes so far across and so far down is horizontal or vertical, as far as an eye can tell. */
export function isAlongAxis(across: number, down: number): boolean {
  return Math.min(across, down) <= SLACK + SLANT * Math.max(across, down);
}

/** Of the whole length of its outline, the share that runs along the axes. */
export function straightShare({ lines, curved }: Subpath): number {
  let along = 0;
  let all = curved;
  for (const [x0, y0, x1, y1] of lines) {
    const across = Math.abs(x1 - x0);
    const down = Math.abs(y1 - y0);
    const length = Math.hypot(across, down);
    all += length;
    if (isAlongAxis(across, down)) along += length;
  }
  return all === 0 ? 1 : along / all;
}

/** Whether it is an upright rectangle: its lines run along the axes and once around its box. Filled, it need not be closed. */
export function isRectangle({ lines, curved, box }: Subpath): boolean {
  if (curved > 0 || lines.length < 2 || lines.length > 5) return false;
  const [left, top, right, bottom] = box;
  const round = 2 * (right - left + bottom - top);
  let along = 0;
  for (const [x0, y0, x1, y1] of lines) {
    if (!isAlongAxis(Math.abs(x1 - x0), Math.abs(y1 - y0))) return false;
    along += Math.abs(x1 - x0) + Math.abs(y1 - y0);
  }
  return along <= round * 1.02 + SLACK && along >= round / 2 - SLACK;
}

/** Points of curves count as if straight lines led to them: enough for boxes, and curves are never rulings. */
export class SubpathBuilder {
  readonly #lines: Box[] = [];
  #curved = 0;
  readonly #startX: number;
  readonly #startY: number;
  #x: number;
  #y: number;
  readonly #box: [number, number, number, number];

  constructor(x: number, y: number) {
    this.#startX = x;
    this.#startY = y;
    this.#x = x;
    this.#y = y;
    this.#box = [x, y, x, y];
  }

  lineTo(x: number, y: number): void {
    if (x !== this.#x || y !== this.#y) this.#lines.push([this.#x, this.#y, x, y]);
    this.#moveTo(x, y);
  }

  curveTo(x: number, y: number): void {
    this.#curved += Math.hypot(x - this.#x, y - this.#y);
    this.#moveTo(x, y);
  }

  close(): void {
    this.lineTo(this.#startX, this.#startY);
  }

  finished(): Subpath {
    return { lines: this.#lines, curved: this.#curved, box: this.#box };
  }

  #moveTo(x: number, y: number): void {
    this.#x = x;
    this.#y = y;
    const box = this.#box;
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
}
