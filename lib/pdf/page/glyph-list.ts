/** The glyphs of a page while they are gathered: arrays that grow. */
import type { Glyphs } from "../../contracts/page-content.ts";

const FIRST_CAPACITY = 4_096;
/** Arrays for more glyphs than this are not kept. */
const MAX_KEPT_CAPACITY = 32_768;

type GlyphArrays = { -readonly [K in Exclude<keyof Glyphs, "count">]: Glyphs[K] };

/** Those of the last finished list, for the next one: pages are read one after the other. */
let kept: GlyphArrays | undefined;

export class GlyphList {
  #arrays = takeKept() ?? allocate(FIRST_CAPACITY);
  #capacity = this.#arrays.codes.length;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Whoever adds sees to it that all numbers are finite. */
  add(
    code: number,
    x: number,
    y: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    style: number,
    mark: number,
  ): void {
    if (this.#count === this.#capacity) this.#grow();
    const at = this.#count;
    const arrays = this.#arrays;
    arrays.codes[at] = code;
    arrays.x[at] = x;
    arrays.y[at] = y;
    arrays.left[at] = left;
    arrays.top[at] = top;
    arrays.right[at] = right;
    arrays.bottom[at] = bottom;
    arrays.style[at] = style;
    arrays.mark[at] = mark;
    this.#count = at + 1;
  }

  /** Forgets the glyphs from the place `count` on. */
  truncate(count: number): void {
    this.#count = Math.min(this.#count, count);
  }

  codeAt(index: number): number {
    return this.#arrays.codes[index] ?? 0;
  }

  /** Arrays of exactly the length that is needed, each with a buffer of its own. The list is empty afterwards. */
  finish(): Glyphs {
    const count = this.#count;
    const { codes, x, y, left, top, right, bottom, style, mark } = this.#arrays;
    const glyphs = {
      count,
      codes: codes.slice(0, count),
      x: x.slice(0, count),
      y: y.slice(0, count),
      left: left.slice(0, count),
      top: top.slice(0, count),
      right: right.slice(0, count),
      bottom: bottom.slice(0, count),
      style: style.slice(0, count),
      mark: mark.slice(0, count),
    };
    if (this.#capacity <= MAX_KEPT_CAPACITY) kept = this.#arrays;
    this.#arrays = allocate(0);
    this.#capacity = 0;
    this.#count = 0;
    return glyphs;
  }

  #grow(): void {
    const old = this.#arrays;
    this.#capacity = Math.max(2 * this.#capacity, FIRST_CAPACITY);
    this.#arrays = allocate(this.#capacity);
    for (const name of Object.keys(old) as (keyof GlyphArrays)[]) this.#arrays[name].set(old[name]);
  }
}

function takeKept(): GlyphArrays | undefined {
  const arrays = kept;
  kept = undefined;
  return arrays;
}

function allocate(capacity: number): GlyphArrays {
  return {
    codes: new Uint32Array(capacity),
    x: new Float32Array(capacity),
    y: new Float32Array(capacity),
    left: new Float32Array(capacity),
    top: new Float32Array(capacity),
    right: new Float32Array(capacity),
    bottom: new Float32Array(capacity),
    style: new Uint16Array(capacity),
    mark: new Int32Array(capacity),
  };
}
