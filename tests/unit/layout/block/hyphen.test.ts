/** How lines are joined where a word, a compound or an address is parted. */
import { describe, expect, it } from "vitest";
import { seam } from "../../../../lib/layout/block/hyphen.ts";

function joined(before: string, after: string, words: readonly string[] = []): string {
  const { cut, glue } = seam(before, after, () => new Set(words));
  return before.slice(0, before.length - cut) + glue + after;
}

describe("A hyphen at the end of a line", () => {
  it("parts a word", () => {
    expect(joined("the har-", "bour")).toBe("the harbour");
  });

  it.each([
    ["after a single letter", "an x-", "ray", "an x-ray"],
    ["after capitals", "the HIV-", "related", "the HIV-related"],
    ["after what is hardly ever written without one", "all non-", "linear", "all non-linear"],
    ["before what is hardly ever written without one", "a harbour-", "specific", "a harbour-specific"],
    ["that a soft one follows", "the small-\u00AD", "boat", "the small-boat"],
  ])("belongs to a compound %s", (_, before, after, whole) => {
    expect(joined(before, after)).toBe(whole);
  });

  it("is not a compound's where the page writes one word", () => {
    expect(joined("all non-", "linear", ["nonlinear"])).toBe("all nonlinear");
  });

  it("may stand for a second part that comes later", () => {
    expect(joined("both inter-", "and intraspecific")).toBe("both inter- and intraspecific");
  });
});

describe("An address", () => {
  it.each([
    ["https:", "//ports.example/a"],
    ["https://ports.example/list/", "of/harbours"],
    ["https://ports.example/a?page=", "7"],
    ["https://ports.example/list-", "of-harbours"],
    ["(www.ports.", "example/a), where"],
    ["doi:10.", "1234/567"],
    ["https://ports.example/abs/1808.", "01876"],
  ])("goes on in the next line: %s %s", (before, after) => {
    expect(joined(before, after)).toBe(before + after);
  });

  it("ends with the sentence that it ends", () => {
    expect(joined("at https://ports.example.", "The harbour")).toBe("at https://ports.example. The harbour");
    expect(joined("as they say:", "//")).toBe("as they say: //");
  });
});
