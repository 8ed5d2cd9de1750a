/** What the whole document says of its blocks: body, headings, title. */
import { describe, expect, it } from "vitest";
import type { OutlineEntry } from "../../../lib/contracts/outline.ts";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { settleStyle } from "../../../lib/layout/settle-style.ts";
import { pagesOfRuns, proseRuns, settled, summariesOf } from "../../support/laid-out.ts";
import { pageOf, run, type TextRun } from "../../support/page-builder.ts";

/** Sections of a line that is set in this way and six lines of text each, 120 points apart. */
function sections(texts: readonly string[], init: Partial<TextRun>, from = 150): TextRun[] {
  return texts.flatMap((text, at) => [
    run({ text, baseline: from + at * 120, ...init }),
    ...proseRuns(6, { baseline: from + 20 + at * 120 }, 60, at),
  ]);
}

function levels(runs: readonly TextRun[], outline: readonly OutlineEntry[] = [], title: string | null = null) {
  const [page] = settled(pagesOfRuns(runs), outline, title);
  return page?.blocks.flatMap((block) => {
    if (block.type === "heading") return [`${block.level} ${block.text}`];
    return block.type === "title" ? [`title ${block.text}`] : [];
  });
}

describe("The body", () => {
  it("is what most characters are set in", () => {
    const runs = [...sections(["A section"], { size: 14 }), run({ text: "a small note", size: 7, baseline: 400 })];
    expect(settleStyle(summariesOf(pagesOfRuns(runs))).body_size).toBe(10);
  });

  it("is unknown without text", () => {
    expect(settleStyle([])).toEqual({
      body_size: 0,
      body_look: "",
      headings: [],
      title: null,
      title_characters: null,
      masts: [],
      section_looks: [],
      furniture: [],
      joins: [],
      tag_level: null,
      numbered: false,
      run_ins: false,
      outline: [],
    });
  });
});

describe("A heading", () => {
  it("is set larger than the body, and the larger the higher", () => {
    const runs = [...sections(["Largest"], { size: 18 }), ...sections(["Larger", "Larger too"], { size: 14 }, 270)];
    expect(levels([...runs, ...proseRuns(6, { baseline: 700 })])).toEqual([
      "title Largest",
      "2 Larger",
      "2 Larger too",
    ]);
  });

  it("is bold where the body is not", () => {
    expect(levels(sections(["One of them", "Another of them"], { bold: true }))).toEqual([
      "1 One of them",
      "1 Another of them",
    ]);
  });

  it("is set in a font of its own before longer texts", () => {
    expect(levels(sections(["One of them", "Another of them"], { font: "Grotesque" }))).toEqual([
      "1 One of them",
      "1 Another of them",
    ]);
  });

  it("is of the level that its number says", () => {
    const texts = ["1 Harbours", "1.1 Tides", "1.2 Lanterns", "2 Gulls"];
    expect(levels(sections(texts, { size: 13 }, 160))?.filter((text) => !text.startsWith("title"))).toEqual(
      expect.arrayContaining(
        ["2 1.1 Tides", "2 1.2 Lanterns"].map((text) => expect.stringMatching(`\\d ${text.slice(2)}`)),
      ),
    );
    const found = levels(sections(texts, { bold: true }, 160)) ?? [];
    expect(found.map((text) => Number(text[0]))).toEqual([1, 2, 2, 1]);
  });

  it("with a number of several parts needs no look of its own", () => {
    expect(levels(sections(["2.1 Samples of it", "2.2 Measures of it", "2.3 Results of it"], {}))).toEqual([
      "2 2.1 Samples of it",
      "2 2.2 Measures of it",
      "2 2.3 Results of it",
    ]);
  });

  it("is what the outline says, whatever it looks like", () => {
    const outline = [
      { title: "Harbours", level: 1, page: 1 },
      { title: "Tides", level: 2, page: 1 },
    ];
    const runs = [...sections(["Harbours", "Tides"], { italic: true }), ...proseRuns(6, { baseline: 500 }, 60, 9)];
    expect(levels(runs, outline)).toEqual(["1 Harbours", "2 Tides"]);
  });

  it("is no sentence, and no text without letters", () => {
    const runs = sections(["This is a bold sentence that ends.", "12 / 34"], { bold: true });
    expect(levels(runs)).toEqual([]);
  });

  it("is nothing that is turned", () => {
    const stamp = run({ text: "Stamp", size: 20, angle: 90, x: 40, baseline: 300 });
    const page = layOutPage(pageOf([...proseRuns(12), stamp]));
    expect(settled([page])[0]?.blocks.map(({ type }) => type)).toEqual(["paragraph", "aside"]);
  });

  it("has one of six levels at most", () => {
    const runs = [24, 22, 20, 18, 16, 14, 12].flatMap((size, at) =>
      sections([`Heading ${"ABCDEFG"[at]}x`], { size }, 60 + at * 103),
    );
    const found = (levels(runs) ?? []).filter((text) => !text.startsWith("title"));
    expect(found.length).toBeGreaterThan(5);
    expect(found.every((text) => Number(text[0]) <= 6)).toBe(true);
  });
});

describe("The title", () => {
  const title = run({ text: "On harbours and their tides", size: 20, baseline: 100 });

  it("is the largest text of the first page's upper part, and headings are below it", () => {
    expect(levels([title, ...sections(["First part", "Second part"], { size: 14 })])).toEqual([
      "title On harbours and their tides",
      "2 First part",
      "2 Second part",
    ]);
  });

  it("is not on a later page", () => {
    const pages = settled(pagesOfRuns(proseRuns(12), [title, ...proseRuns(12, { baseline: 130 })]));
    expect(pages[1]?.blocks.some(({ type }) => type === "title")).toBe(false);
  });

  it("may be no larger than the text when the document says that it is its title", () => {
    const small = run({ text: "On harbours and their tides", baseline: 160, bold: true });
    const runs = [small, ...proseRuns(12, { baseline: 190 })];
    expect(levels(runs, [], "On harbours and their tides")).toEqual(["title On harbours and their tides"]);
    expect(levels(runs, [], "Untitled document")?.[0]).not.toMatch(/^title/);
  });
});

it("A page's text is its blocks, without what is left out", () => {
  const [page] = settled(
    pagesOfRuns([run({ text: "The title of it", size: 20, baseline: 120 }), ...proseRuns(3, { baseline: 160 })]),
  );
  expect(page?.text.startsWith("The title of it\n\nHarbour")).toBe(true);
});

it("A chapter's name is no running head, though others stand at its place on other pages", () => {
  const names = ["Harbours", "Tides", "Lanterns", "Anchors", "Gulls"];
  const pages = names.map((text) => [run({ text, size: 16, baseline: 50 }), ...proseRuns(12, { baseline: 100 })]);
  const typesIn = (outline: readonly OutlineEntry[]) =>
    settled(pagesOfRuns(...pages), outline).map(({ blocks }) => blocks[0]?.type);
  const outline = names.map((title, at) => ({ title, level: 1, page: at + 1 }));
  expect(typesIn(outline)).toEqual(["title", ...names.slice(1).map(() => "heading")]);
  expect(typesIn([])).toEqual(names.map(() => "header"));
});

describe("An entry of the outline that a text runs on from", () => {
  const runIn = (text: string, baseline: number): TextRun[] => [
    run({ text, bold: true, baseline }),
    run({ text: "the harbours were counted in the morning", x: 72 + 5 * (text.length + 1), baseline }),
    ...proseRuns(3, { baseline: baseline + 12 }),
  ];

  it("is a heading", () => {
    expect(levels(runIn("Methods:", 100), [{ title: "Methods", level: 1, page: 1 }])).toEqual(["1 Methods:"]);
  });

  it("is none where the entry leads to a later page, or means a heading that stands alone", () => {
    expect(levels(runIn("Methods:", 100), [{ title: "Methods", level: 1, page: 2 }])).toEqual([]);
    const runs = [
      ...runIn("Methods:", 100),
      run({ text: "Methods", bold: true, baseline: 250 }),
      ...proseRuns(5, { baseline: 265 }),
    ];
    expect(levels(runs, [{ title: "Methods", level: 1, page: 1 }])).toEqual(["1 Methods"]);
  });
});
