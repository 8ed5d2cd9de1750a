/** Some of a page's glyphs, in another order. */
import type { Glyphs } from "./page-content.ts";

/** The glyphs at `places`, in that order. */
export function pickGlyphs(glyphs: Glyphs, places: Uint32Array): Glyphs {
  const { count, codes, x, y, left, top, right, bottom, style, mark } = emptyGlyphs(places.length);
  return {
    count,
    codes: pick(glyphs.codes, places, codes),
    x: pick(glyphs.x, places, x),
    y: pick(glyphs.y, places, y),
    left: pick(glyphs.left, places, left),
    top: pick(glyphs.top, places, top),
    right: pick(glyphs.right, places, right),
    bottom: pick(glyphs.bottom, places, bottom),
    style: pick(glyphs.style, places, style),
    mark: pick(glyphs.mark, places, mark),
  };
}

/** A plain loop: this is done for each number of each glyph. */
function pick<T extends { [index: number]: number }>(values: T, places: Uint32Array, into: T): T {
  for (let index = 0; index < places.length; index++) into[index] = values[places[index] ?? 0] ?? 0;
  return into;
}

/** Room for `count` glyphs. */
export function emptyGlyphs(count: number): Glyphs {
  return {
    count,
    codes: new Uint32Array(count),
    x: new Float32Array(count),
    y: new Float32Array(count),
    left: new Float32Array(count),
    top: new Float32Array(count),
    right: new Float32Array(count),
    bottom: new Float32Array(count),
    style: new Uint16Array(count),
    mark: new Int32Array(count),
  };
}
