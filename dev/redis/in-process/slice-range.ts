/** Redis's ranges by index, both ends included and negative ones counted from the end. */

/** The arguments for `slice` that cut the range out of something of that length; an empty cut when nothing is in it. */
export function sliceRange(start: number, stop: number, length: number): [from: number, to: number] {
  const from = Math.max(start < 0 ? length + start : start, 0);
  const to = Math.min(Math.max(stop < 0 ? length + stop : stop, -1), length - 1);
  return from > to ? [0, 0] : [from, to + 1];
}
