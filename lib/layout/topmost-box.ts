/**
 * Which of many boxes lies on top at each of many places. A sweep from top to bottom over a segment tree of the boxes' sides, so that the
 * work stays near-linear in both, however they overlap. (Bentley, 1977; ends of boxes are noticed late, when they come to the top.)
 */
import type { Box } from "../contracts/box.ts";

/** Few boxes are looked through one by one. */
const FEW_BOXES = 12;

/** Places by their coordinates, in arrays of one length. */
export interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** For each place the index of the last box that holds it, its edges included, or -1. */
export function topmostBoxes(boxes: readonly Box[], places: Places): Int32Array {
  return boxes.length <= FEW_BOXES ? lookThrough(boxes, places) : sweep(boxes, places);
}

function lookThrough(boxes: readonly Box[], { x, y }: Places): Int32Array {
  const found = new Int32Array(x.length).fill(-1);
  for (const [index, [left, top, right, bottom]] of boxes.entries()) {
    for (let at = 0; at < x.length; at++) {
      const [px, py] = [x[at] ?? 0, y[at] ?? 0];
      if (px >= left && px <= right && py >= top && py <= bottom) found[at] = index;
    }
  }
  return found;
}

function sweep(boxes: readonly Box[], { x, y }: Places): Int32Array {
  const columns = Float64Array.from(new Set(x)).sort();
  const tree = new ColumnTree(columns.length, boxes);
  const opening = boxes.map((_, index) => index).sort((a, b) => (boxes[a]?.[1] ?? 0) - (boxes[b]?.[1] ?? 0));
  const order = Uint32Array.from(y, (_, at) => at).sort((a, b) => (y[a] ?? 0) - (y[b] ?? 0));
  const found = new Int32Array(x.length).fill(-1);
  let opened = 0;
  for (const at of order) {
    const height = y[at] ?? 0;
    for (; opened < opening.length; opened++) {
      const index = opening[opened] ?? 0;
      const box = boxes[index];
      if (box === undefined || box[1] > height) break;
      if (box[3] >= height) tree.add(index, firstFrom(columns, box[0]), firstAfter(columns, box[2]));
    }
    found[at] = tree.topAt(firstFrom(columns, x[at] ?? 0), height);
  }
  return found;
}

/** The first place in a sorted array whose value is not less. */
function firstFrom(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAfter(sorted: Float64Array, value: number): number {
  const at = firstFrom(sorted, value);
  return sorted[at] === value ? at + 1 : at;
}

/** Boxes that are open, by the columns that they span; each node of the tree has its boxes as a heap, the last one of the list on top. */
class ColumnTree {
  readonly #heaps: number[][];
  readonly #columns: number;
  readonly #boxes: readonly Box[];

  constructor(columns: number, boxes: readonly Box[]) {
    this.#columns = columns;
    this.#boxes = boxes;
    this.#heaps = Array.from({ length: 2 * columns }, () => []);
  }

  /** Columns `from` to `to`, exclusive. */
  add(index: number, from: number, to: number): void {
    let [low, high] = [from + this.#columns, to + this.#columns];
    for (; low < high; low >>= 1, high >>= 1) {
      if (low & 1) push(this.#heaps[low++], index);
      if (high & 1) push(this.#heaps[--high], index);
    }
  }

  /** The last box over a column that reaches down to this height, or -1. Forgets boxes that end above it. */
  topAt(column: number, height: number): number {
    let top = -1;
    for (let node = column + this.#columns; node > 0; node >>= 1) {
      const heap = this.#heaps[node] ?? [];
      while (heap.length > 0 && (this.#boxes[heap[0] ?? 0]?.[3] ?? 0) < height) pop(heap);
      top = Math.max(top, heap[0] ?? -1);
    }
    return top;
  }
}

function push(heap: number[] | undefined, value: number): void {
  if (heap === undefined) return;
  let at = heap.push(value) - 1;
  for (let above = (at - 1) >> 1; at > 0 && (heap[above] ?? 0) < value; above = (at - 1) >> 1) {
    heap[at] = heap[above] ?? 0;
    heap[above] = value;
    at = above;
  }
}

function pop(heap: number[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if ((heap[below + 1] ?? -1) > (heap[below] ?? -1)) below += 1;
    if (below >= heap.length || (heap[below] ?? -1) <= last) break;
    heap[at] = heap[below] ?? 0;
    at = below;
  }
  heap[at] = last;
}
