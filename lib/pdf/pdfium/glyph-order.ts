/** Brings the glyphs of a page back into the order of its content stream. */
import type { Glyphs } from "../../contracts/page-content.ts";
import { pickGlyphs } from "../../contracts/pick-glyphs.ts";

/** A stretch of glyphs of one text object. */
export interface ObjectRun {
  /** Place of the object in the content stream. */
  readonly object: number;
  readonly from: number;
}

/**
 * PDFium sorts the text objects of a line from left to right, and turns lines of right-to-left script into logical order. Here
 * the objects are put back into the order in which they are drawn; within an object glyphs stay as PDFium has them, which is
 * as drawn, and logical where they run from right to left. Linear, but for the sort of runs that are out of order.
 */
export function inStreamOrder(glyphs: Glyphs, runs: readonly ObjectRun[]): Glyphs {
  const sorted = runs.every((run, index) => run.object >= (runs[index - 1]?.object ?? 0));
  if (sorted) return glyphs;
  const places = new Uint32Array(glyphs.count);
  const ends = runs.map((_, index) => runs[index + 1]?.from ?? glyphs.count);
  const order = runs.map((_, index) => index).sort((a, b) => (runs[a]?.object ?? 0) - (runs[b]?.object ?? 0) || a - b);
  let count = 0;
  for (const index of order) {
    for (let place = runs[index]?.from ?? 0; place < (ends[index] ?? 0); place += 1) {
      places[count] = place;
      count += 1;
    }
  }
  return pickGlyphs(glyphs, places.subarray(0, count));
}
