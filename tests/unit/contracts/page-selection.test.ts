/** Page selections: what may be written, and which pages it names. */
import { describe, expect, it } from "vitest";
import { pageSelectionSchema, selectPages } from "../../../lib/contracts/page-selection.ts";

const isTaken = (text: string): boolean => pageSelectionSchema.safeParse(text).success;

describe("A page selection", () => {
  it.each(["1", "1-3", "20-", "1-3,8,20-", " 1 , 2-4 ", "5-5", "999999"])("may be written as %j", (text) => {
    expect(isTaken(text)).toBe(true);
  });

  it.each(["", " ", ",", "1,", ",1", "0", "0-3", "3-1", "-3", "-", "1--2", "1-2-3", "1.5", "1e3", "+1", "0x1", "a"])(
    "may not be written as %j",
    (text) => {
      expect(isTaken(text)).toBe(false);
    },
  );

  it.each(["1 - 3", "1–3", "1;2", "1 2", "١", "２", "1000000", "1-1000000"])("takes neither %j", (text) => {
    expect(isTaken(text)).toBe(false);
  });

  it("says how it is to be written when it is refused", () => {
    const issue = pageSelectionSchema.safeParse("first").error?.issues[0];
    expect(issue?.message).toBe('Write pages as numbers and spans, for example "1-3,8,20-".');
  });

  it("has at most 500 characters", () => {
    expect(isTaken("1".padEnd(500))).toBe(true);
    expect(isTaken("1".padEnd(501))).toBe(false);
  });

  it("is refused for its length before anything else, so that a long one ends at once", () => {
    for (const text of ["1-".repeat(1_000_000), "9".repeat(1_000_000), "1,".repeat(1_000_000), " ".repeat(1_000_000)]) {
      expect(isTaken(text)).toBe(false);
    }
  });
});

describe("The selected pages", () => {
  it.each([
    [undefined, 3, [1, 2, 3]],
    ["2", 3, [2]],
    ["1-3,8,9-", 10, [1, 2, 3, 8, 9, 10]],
    ["2-", 3, [2, 3]],
    ["1,01,001", 3, [1]],
  ])("of %j in a document of %i are %j", (selection, total, pages) => {
    expect(selectPages(selection, total)).toEqual(pages);
  });

  it("come sorted and each once, however they are asked for", () => {
    expect(selectPages("9,3-5,1,4-6,3", 10)).toEqual([1, 3, 4, 5, 6, 9]);
    expect(selectPages("2-8,3-4,5", 10)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(selectPages("5-,2-", 6)).toEqual([2, 3, 4, 5, 6]);
  });

  it("end with the document", () => {
    expect(selectPages("2-999999", 4)).toEqual([2, 3, 4]);
    expect(selectPages("4-6,9", 5)).toEqual([4, 5]);
  });

  it("are none when all that was asked for lies past the end", () => {
    expect(selectPages("7-9,12-", 6)).toEqual([]);
  });

  it("are the same as those of a plain set, for any selection", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const spans = Array.from({ length: 1 + (seed % 7) }, (_, n) => {
        const first = 1 + ((seed * 37 + n * 101) % 30);
        return { first, last: first + ((seed * 13 + n * 7) % 9) };
      });
      const plain = new Set(
        spans.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, n) => first + n)),
      );
      const expected = [...plain].filter((page) => page <= 25).sort((a, b) => a - b);
      const text = spans.map(({ first, last }) => `${first}-${last}`).join(",");
      expect(selectPages(text, 25), text).toEqual(expected);
    }
  });

  it("are the whole document once, however often it is asked for as a whole", () => {
    const greedy = `${"1-,".repeat(166)}1`;
    expect(isTaken(greedy)).toBe(true);
    expect(selectPages(greedy, 100_000)).toEqual(selectPages(undefined, 100_000));
  });
});
