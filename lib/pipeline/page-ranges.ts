/** Page ranges: how the selected pages are cut. Pure, and the same wherever it is computed. */

/** The length of each range when `pages` are cut into the fewest ranges of at most `maxPages`, all about equally long. */
export function balanceRanges(pages: number, maxPages: number): number {
  return Math.ceil(pages / Math.ceil(pages / maxPages));
}

/** How many ranges `pages` make. */
export function countRanges(pages: number, rangePages: number): number {
  return Math.ceil(pages / rangePages);
}

/** The pages of one range; empty when there is no such range. */
export function pagesOfRange(selected: readonly number[], rangePages: number, range: number): number[] {
  return selected.slice(range * rangePages, (range + 1) * rangePages);
}
