/** Page ranges: they cut the selected pages into pieces and lose none. */
import { describe, expect, it } from "vitest";
import { selectPages } from "../../../lib/contracts/page-selection.ts";
import { cutIntoRanges, pagesOfRange } from "../../../lib/pipeline/page-ranges.ts";

const SELECTIONS = [undefined, "1", "2-", "1-3,8,20-", "5-9,3,40-44"];
const TOTALS = [1, 2, 3, 7, 10, 44, 99, 100, 101, 250];
const SIZES = [1, 2, 3, 7, 99, 100, 101, 10_000];

describe("Page ranges", () => {
  it("hold every selected page exactly once, in order, whatever their size", () => {
    for (const selection of SELECTIONS) {
      for (const total of TOTALS) {
        const selected = selectPages(selection, total);
        for (const size of SIZES) {
          const ranges = cutIntoRanges(selected.length, size).map((range) => pagesOfRange(selected, range));
          const label = `${selection} of ${total} in ranges of ${size}`;
          expect(ranges.flat(), label).toEqual(selected);
          expect(
            ranges.every((range) => range.length > 0 && range.length <= size),
            label,
          ).toBe(true);
        }
      }
    }
  });

  it("are as few as the longest length allows, and about equally long", () => {
    for (const max of SIZES) {
      for (let pages = 1; pages <= 250; pages++) {
        const ranges = cutIntoRanges(pages, max);
        const label = `${pages} pages in ranges of at most ${max}`;
        expect(ranges, label).toHaveLength(Math.ceil(pages / max));
        expect(new Set(ranges.slice(0, -1).map(({ count }) => count)).size, label).toBeLessThanOrEqual(1);
        expect(ranges.at(-1)?.count, label).toBeLessThanOrEqual(ranges[0]?.count ?? 0);
      }
    }
    expect(cutIntoRanges(101, 100)).toEqual([
      { first: 0, count: 51 },
      { first: 51, count: 50 },
    ]);
    expect(cutIntoRanges(619, 100).map(({ count }) => count)).toEqual([89, 89, 89, 89, 89, 89, 85]);
  });

  it("are one when the pages fit, and one more for every page too many", () => {
    expect([1, 99, 100, 101, 200, 201].map((pages) => cutIntoRanges(pages, 100).length)).toEqual([1, 1, 1, 2, 2, 3]);
  });

  it("cut the selection and not the document", () => {
    expect(pagesOfRange([1, 5, 9, 13, 17], { first: 2, count: 2 })).toEqual([9, 13]);
    expect(pagesOfRange([1, 5, 9, 13, 17], { first: 4, count: 2 })).toEqual([17]);
  });

  it("are empty past the last", () => {
    expect(pagesOfRange([1, 2, 3], { first: 4, count: 2 })).toEqual([]);
  });
});
