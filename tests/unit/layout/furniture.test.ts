/** Running heads, feet and page numbers are told from the text, and left out of it. */
import { describe, expect, it } from "vitest";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { pagesOfRuns, proseRuns, settled } from "../../support/laid-out.ts";
import { pageOf, run, type TextRun } from "../../support/page-builder.ts";

type Text = (page: number) => string;

const head = (text: string, init: Partial<TextRun> = {}) => run({ text, baseline: 40, size: 8, ...init });
const foot = (text: string, init: Partial<TextRun> = {}) => run({ text, baseline: 760, x: 300, size: 8, ...init });

/** `count` pages of text with these runs besides; what became of those, a page each. */
function types(count: number, besides: (page: number) => readonly TextRun[]): string[][] {
  const pages = Array.from({ length: count }, (_, at) => [
    ...besides(at + 1),
    ...proseRuns(20, { baseline: 120 }, 80, at * 3),
  ]);
  return settled(pagesOfRuns(...pages)).map(({ blocks }) => blocks.map(({ type }) => type));
}

describe("A running head", () => {
  it("is the same on several pages", () => {
    expect(types(3, () => [head("Harbours of the north")])).toEqual(Array(3).fill(["header", "paragraph"]));
  });

  it("may change with the page's number", () => {
    expect(types(4, (page) => [head(`${page} Harbours of the north`)]).map(([first]) => first)).toEqual(
      Array(4).fill("header"),
    );
  });

  it("may have the number before it, behind it, or apart from it", () => {
    const heads = [
      [head("Harbours of the north 1")],
      [head("2", { x: 60 }), head("Harbours of the north", { x: 300 })],
      [head("Harbours of the north 3")],
      [head("4 Harbours of the north")],
    ];
    const found = types(4, (page) => heads[page - 1] ?? []);
    expect(found.map((page) => page.filter((type) => type === "header").length)).toEqual([1, 1, 1, 1]);
  });

  it("does not go on in the text below a table or a figure", () => {
    const text = proseRuns(8, { baseline: 330, size: 8 }).map((one) => ({ ...one, text: one.text.toLowerCase() }));
    const pages = [1, 2, 3].map((number) =>
      layOutPage(pageOf([head("Harbours and ports"), ...text], number, { images: [[60, 80, 500, 300]] })),
    );
    expect(settled(pages).map(({ blocks }) => blocks[0]?.type)).toEqual(["header", "header", "header"]);
  });

  it("may name the section, at one place and in one setting", () => {
    const names = ["Harbours", "Tides", "Lanterns", "Gulls", "Ropes", "Anchors"];
    expect(types(6, (page) => [head(names[page - 1] ?? "")]).map(([first]) => first)).toEqual(Array(6).fill("header"));
  });

  it("may say more on the first page", () => {
    const long = "Harbours of the northern sea, their tides and their lights, a study in five parts";
    const found = types(4, (page) => [head(page === 1 ? long : "Harbours of the northern sea")]);
    expect(found[0]?.[0]).toBe("header");
  });

  it("is not the title that it repeats", () => {
    const found = types(4, (page) => [page === 1 ? head("Harbours", { size: 20, baseline: 60 }) : head("Harbours")]);
    expect(found.map(([first]) => first)).toEqual(["title", "header", "header", "header"]);
  });

  it("is no text that stands there once", () => {
    const found = types(4, (page) => (page === 2 ? [head("A heading of its own", { size: 14, baseline: 80 })] : []));
    expect(found[1]?.[0]).toBe("heading");
  });
});

describe("What the first page says of its publication", () => {
  const first = (text: string, init: Partial<TextRun> = {}) =>
    types(3, (page) => [page === 1 ? head(text, init) : head("Journal of Harbours")])[0]?.[0];

  it("is a running head where it gives the name that the others repeat, or the place of publication", () => {
    expect(first("Society of Pilots, Journal of Harbours")).toBe("header");
    expect(first("Volume 7, Article 12, https://ports.example/7/12")).toBe("header");
    expect(first("ISSN 0000-0000")).toBe("header");
  });

  it("is none in large letters, or in the text", () => {
    expect(first("Journal of Harbours and Lights", { size: 20, baseline: 60 })).toBe("title");
    expect(first("Received in March, accepted in May", { size: 10, baseline: 90 })).toBe("paragraph");
    expect(types(3, (page) => (page === 1 ? [run({ text: "ISSN 0000-0000", baseline: 600 })] : []))[0]?.[1]).toBe(
      "paragraph",
    );
  });
});

describe("A running foot", () => {
  it("is the same on several pages", () => {
    expect(types(3, () => [foot("Printed in Husum")]).map((page) => page.at(-1))).toEqual(Array(3).fill("footer"));
  });
});

describe("A page number", () => {
  const said: [string, Text][] = [
    ["a number", (page) => `${page}`],
    ["a number between dashes", (page) => `– ${page} –`],
    ["a number of how many", (page) => `${page} of 9`],
    ["a word and a number", (page) => `Page ${page}`],
    ["a Roman number", (page) => ["i", "ii", "iii", "iv"][page - 1] ?? ""],
    ["a Chinese one", (page) => `第 ${page} 页`],
  ];

  it.each(said)("is %s", (_, text) => {
    expect(types(4, (page) => [foot(text(page))]).map((page) => page.at(-1))).toEqual(Array(4).fill("page_number"));
  });

  it("is one on the first page too, and on a page alone", () => {
    expect(types(1, () => [foot("1")])[0]?.at(-1)).toBe("page_number");
  });

  it("is no number inside of the text", () => {
    expect(types(3, (page) => [run({ text: `${page}`, baseline: 600 })]).map((page) => page.at(-1))).toEqual(
      Array(3).fill("paragraph"),
    );
  });
});

describe("What is left out", () => {
  it("stands in no page's text", () => {
    const pages = Array.from({ length: 3 }, (_, at) => [
      head("Harbours of the north"),
      foot(`${at + 1}`),
      ...proseRuns(10, { baseline: 120 }, 80, at * 3),
    ]);
    for (const { text, blocks } of settled(pagesOfRuns(...pages))) {
      expect(text).not.toContain("Harbours of the north");
      expect(text).not.toMatch(/\n\d$/);
      expect(blocks.map(({ type }) => type)).toEqual(["header", "paragraph", "page_number"]);
    }
  });

  it("is never all that a document says", () => {
    const pages = settled(pagesOfRuns(...[1, 2, 3].map((page) => [head(`Page ${page}`)])));
    expect(pages.map(({ text }) => text)).toEqual(["Page 1", "Page 2", "Page 3"]);
  });
});
