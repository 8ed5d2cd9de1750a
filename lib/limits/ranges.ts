/** How a document's pages are cut into ranges that are read in parallel. */

/**
 * Pages in a range. Every range opens the document anew, which costs about as much as reading a few dozen pages, so
 * small ranges multiply the work; large ones keep the caller waiting. `bench/ranges.ts` prints the trade.
 */
export const DEFAULT_RANGE_PAGES = 100;
