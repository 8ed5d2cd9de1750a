/** Page ranges: how the selected pages are cut. Pure, and the same wherever it is computed. */
import type { PageRange } from "../contracts/page-range.ts";

/** `pages` cut into the fewest ranges of at most `maxPages`, all about equally long. */
export function cutIntoRanges(pages: number, maxPages: number): PageRange[] {
  const length = Math.ceil(pages / Math.ceil(pages / maxPages));
  return Array.from({ length: Math.ceil(pages / length) }, (_, n) => ({
    first: n * length,
    count: Math.min(length, pages - n * length),
  }));
}

/** The pages of one range; fewer when it reaches past the end. */
export function pagesOfRange(selected: readonly number[], { first, count }: PageRange): number[] {
  return selected.slice(first, first + count);
}
