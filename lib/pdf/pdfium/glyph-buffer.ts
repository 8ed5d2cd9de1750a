/** The glyphs of a page while they are gathered: parallel arrays of a fixed capacity. */
import type { Glyphs } from "../../contracts/page-content.ts";

export class GlyphBuffer {
  readonly capacity: number;
  readonly codes: Uint32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly left: Float32Array;
  readonly top: Float32Array;
  readonly right: Float32Array;
  readonly bottom: Float32Array;
  readonly style: Uint16Array;
  readonly mark: Int32Array;
  count = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.codes = new Uint32Array(capacity);
    this.x = new Float32Array(capacity);
    this.y = new Float32Array(capacity);
    this.left = new Float32Array(capacity);
    this.top = new Float32Array(capacity);
    this.right = new Float32Array(capacity);
    this.bottom = new Float32Array(capacity);
    this.style = new Uint16Array(capacity);
    this.mark = new Int32Array(capacity);
  }

  /** The glyphs, in arrays of their own of just their number; in the order of `places`, if that is given. */
  finished(places?: Uint32Array): Glyphs {
    const { count } = this;
    const pick = <T extends Uint32Array | Float32Array | Uint16Array | Int32Array>(from: T): T => {
      const taken = from.slice(0, count) as T;
      places?.forEach((place, index) => {
        taken[index] = from[place] ?? 0;
      });
      return taken;
    };
    return {
      count,
      codes: pick(this.codes),
      x: pick(this.x),
      y: pick(this.y),
      left: pick(this.left),
      top: pick(this.top),
      right: pick(this.right),
      bottom: pick(this.bottom),
      style: pick(this.style),
      mark: pick(this.mark),
    };
  }
}
