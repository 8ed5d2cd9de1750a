/** Page ranges: they cut the selected pages into pieces and lose none. */
import { describe, expect, it } from "vitest";
import { selectPages } from "../../../lib/contracts/page-selection.ts";
import { balanceRanges, countRanges, pagesOfRange } from "../../../lib/pipeline/page-ranges.ts";

const SELECTIONS = [undefined, "1", "2-", "1-3,8,20-", "5-9,3,40-44"];
const TOTALS = [1, 2, 3, 7, 10, 44, 99, 100, 101, 250];
const SIZES = [1, 2, 3, 7, 99, 100, 101, 10_000];

describe("Page ranges", () => {
  it("hold every selected page exactly once, in order, whatever their size", () => {
    for (const selection of SELECTIONS) {
      for (const total of TOTALS) {
        const selected = selectPages(selection, total);
        for (const size of SIZES) {
          const ranges = Array.from({ length: countRanges(selected.length, size) }, (_, n) =>
            pagesOfRange(selected, size, n),
          );
          const label = `${selection} of ${total} in ranges of ${size}`;
          expect(ranges.flat(), label).toEqual(selected);
          expect(
            ranges.slice(0, -1).every((range) => range.length === size),
            label,
          ).toBe(true);
          expect(ranges.at(-1)?.length !== 0, label).toBe(true);
        }
      }
    }
  });

  it("are as few as the longest length allows, and about equally long", () => {
    for (const max of SIZES) {
      for (let pages = 1; pages <= 250; pages++) {
        const length = balanceRanges(pages, max);
        expect(length).toBeLessThanOrEqual(max);
        expect(countRanges(pages, length), `${pages} pages in ranges of at most ${max}`).toBe(Math.ceil(pages / max));
      }
    }
    expect([101, 619].map((pages) => balanceRanges(pages, 100))).toEqual([51, 89]);
  });

  it("are one when the pages fit, and one more for every page too many", () => {
    expect([1, 99, 100, 101, 200, 201].map((pages) => countRanges(pages, 100))).toEqual([1, 1, 1, 2, 2, 3]);
  });

  it("cut the selection and not the document", () => {
    expect(pagesOfRange([1, 5, 9, 13, 17], 2, 1)).toEqual([9, 13]);
    expect(pagesOfRange([1, 5, 9, 13, 17], 2, 2)).toEqual([17]);
  });

  it("are empty past the last", () => {
    expect(pagesOfRange([1, 2, 3], 2, 2)).toEqual([]);
  });
});
