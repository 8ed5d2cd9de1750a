/** Options that ask for the same have one spelling. */
import { describe, expect, it } from "vitest";
import { canonicalOptions } from "../../../lib/contracts/job-options.ts";
import { canonicalPages, selectPages } from "../../../lib/contracts/page-selection.ts";

describe("A selection of pages", () => {
  it.each([
    ["1-3", "1-3"],
    ["3,1,2", "1-3"],
    ["1-2, 3-3", "1-3"],
    ["1-10,4-5", "1-10"],
    ["8,20-,1-3", "1-3,8-8,20-"],
    ["5-,2", "2-2,5-"],
    ["1-4,5-", undefined],
    ["1-", undefined],
    ["007", "7-7"],
  ])("%s is %s", (selection, canonical) => {
    expect(canonicalPages(selection)).toBe(canonical);
    for (const pages of [1, 4, 7, 30]) expect(selectPages(canonical, pages)).toEqual(selectPages(selection, pages));
  });
});

describe("Options", () => {
  it("are the same text when all pages are asked for, in whichever way", () => {
    const texts = [{}, { pages: "1-" }, { pages: "1-2,2-" }].map((options) => canonicalOptions(options));
    expect(new Set(texts)).toEqual(new Set(["{}"]));
  });

  it("are the same text when the engine is left to us, and another for each that is chosen", () => {
    const texts = [{}, { engine: "auto" }, { engine: "pdfium" }, { engine: "pdfjs" }] as const;
    expect(texts.map(canonicalOptions)).toEqual(["{}", "{}", '{"engine":"pdfium"}', '{"engine":"pdfjs"}']);
    expect(canonicalOptions({ pages: "2", engine: "pdfjs" })).toBe('{"engine":"pdfjs","pages":"2-2"}');
    expect(canonicalOptions({ pages: "2" })).toBe('{"pages":"2-2"}');
  });

  it("are the same text however the result is to be cut, unless its chunks are to have vectors", () => {
    expect(canonicalOptions({ chunks: { strategy: "fixed", max_tokens: 100 } })).toBe("{}");
    const embed = {};
    expect(canonicalOptions({ embed, chunks: { max_tokens: 100 } })).not.toBe(canonicalOptions({ embed }));
  });

  it("are the same text for policies that ask for the same", () => {
    expect(canonicalOptions({ security: {} })).toBe("{}");
    expect(canonicalOptions({ security: { xfa: "flag" } })).toBe("{}");
    const texts = [
      { xfa: "reject", javascript: "allow", encrypted: "flag" } as const,
      { javascript: "allow", xfa: "reject" } as const,
    ];
    expect(new Set(texts.map((security) => canonicalOptions({ security }))).size).toBe(1);
  });
});
