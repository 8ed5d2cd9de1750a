/** What stands around the title: which text is the title, and what beside it is no heading. */
import { describe, expect, it } from "vitest";
import type { OutlineEntry } from "../../../lib/contracts/outline.ts";
import type { PageContent } from "../../../lib/contracts/page-content.ts";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { proseRuns, settled } from "../../support/laid-out.ts";
import { pageOf, run, type TextRun } from "../../support/page-builder.ts";

const title = run({ text: "On harbours and their tides in the north", size: 20, baseline: 170 });
const section = (text: string, baseline: number): TextRun => run({ text, size: 14, bold: true, baseline });
const body = [section("Introduction", 330), ...proseRuns(9, { baseline: 350 })];
const second = [section("Methods", 110), ...proseRuns(9, { baseline: 130 })];

/** Titles and headings of a document of two pages: these runs and a section, then another section. */
function found(
  runs: readonly TextRun[],
  more: Partial<PageContent> = {},
  stated: string | null = null,
  outline: OutlineEntry[] = [],
) {
  const pages = [pageOf([...runs, ...body], 1, more), pageOf(second, 2)].map(layOutPage);
  return settled(pages, outline, stated).flatMap(({ blocks }) =>
    blocks.flatMap(({ type, text }) => (type === "title" || type === "heading" ? [`${type}: ${text}`] : [])),
  );
}

const sections = ["heading: Introduction", "heading: Methods"];
const expected = [`title: ${title.text}`, ...sections];

describe("What is no heading", () => {
  it("stands above the title: the kind of article, a journal's name", () => {
    expect(found([run({ text: "Research article", size: 14, bold: true, baseline: 120 }), title])).toEqual(expected);
  });

  it("names authors: no text follows it", () => {
    const authors = section("Anna Amber and Berta Brown", 210);
    const place = run({ text: "Institute of Tides, Harbour Street 1", italic: true, size: 9, baseline: 230 });
    expect(found([title, authors, place])).toEqual(expected);
  });

  it("names one author, with the raised mark of a place", () => {
    const name = section("Anna Amber", 210);
    const mark = run({ text: "1", size: 8, bold: true, x: 143, baseline: 205 });
    expect(found([title, name, mark, ...proseRuns(3, { size: 8, baseline: 230 })])).toEqual(expected);
  });

  it("stands before the text in a look that no later heading has", () => {
    const label = run({ text: "Correspondence", size: 8, bold: true, baseline: 210 });
    expect(found([title, label, ...proseRuns(3, { size: 8, baseline: 222 })])).toEqual(expected);
  });

  it("tells when the text was received and accepted", () => {
    const dates = section("Received 9 May 2019, accepted 7 June 2020", 210);
    expect(found([title, dates, ...proseRuns(3, { baseline: 230 })])).toEqual(expected);
  });
});

describe("What is a heading before the text", () => {
  it("is the abstract's", () => {
    const abstract = run({ text: "Abstract", size: 12, bold: true, baseline: 210 });
    const texts = found([title, abstract, ...proseRuns(4, { size: 9, baseline: 230 })]);
    expect(texts).toContain("heading: Abstract");
  });

  it("is set as later headings are, right before a text", () => {
    expect(found([title, section("Foreword", 210), ...proseRuns(4, { size: 9, baseline: 230 })])).toContain(
      "heading: Foreword",
    );
  });

  it("is an entry of the outline", () => {
    const label = run({ text: "Highlights", size: 12, bold: true, baseline: 210 });
    const outline = [{ title: "Highlights", level: 1, page: 1 }];
    expect(found([title, label, run({ text: "of it", baseline: 225 })], {}, null, outline)).toContain(
      "heading: Highlights",
    );
  });

  it("stands in a column that the title does not head", () => {
    const left = [section("Left part", 60), ...proseRuns(6, { baseline: 80 }, 40)];
    const right = run({ text: "Named at the right", size: 24, x: 340, baseline: 100 });
    const pages = [pageOf([...left, right]), pageOf(second, 2)].map(layOutPage);
    expect(settled(pages)[0]?.blocks.map(({ type }) => type)).toContain("heading");
  });
});

describe("The title", () => {
  it("is no name beside a picture at the head of the page", () => {
    const name = run({ text: "Gull & Sons", size: 16, bold: true, baseline: 60 });
    const picture = { images: [[165, 45, 225, 80]] as PageContent["images"] };
    expect(found([name], picture).join()).not.toContain(name.text);
    expect(found([name, title], picture)).toEqual(expected);
  });

  it("is no short name at the right of the page's head, when a longer text below it is large too", () => {
    expect(found([run({ text: "harbours", size: 32, x: 400, baseline: 70 }), title])).toEqual(expected);
  });

  it("is in the running head, where that alone shows what the document states", () => {
    const head = (number: number): TextRun => run({ text: `Of tides, ${number}`, baseline: 40, size: 9 });
    const chapter = run({ text: "First chapter", size: 16, bold: true, baseline: 100 });
    const of = (more: readonly TextRun[], stated: string) => {
      const pages = [1, 2, 3].map((number) =>
        layOutPage(pageOf([head(number), ...(number === 1 ? more : []), ...proseRuns(9, { baseline: 180 })], number)),
      );
      return settled(pages, [], stated).flatMap(({ blocks }) =>
        blocks.flatMap(({ type, text }) => (type === "paragraph" ? [] : [`${type}: ${text}`])),
      );
    };
    const heads = ["header: Of tides, 2", "header: Of tides, 3"];
    expect(of([chapter], "Of tides")).toEqual(["title: Of tides", "header: , 1", "heading: First chapter", ...heads]);
    expect(of([chapter], "Of tid")).toEqual(["header: Of tides, 1", "title: First chapter", ...heads]);
    const shown = run({ text: "Of tides and harbours", size: 16, baseline: 140 });
    expect(of([shown], "Of tides and harbours")).toContain("title: Of tides and harbours");
  });

  it("is what the document states, when the page shows it", () => {
    const large = run({ text: "Collected papers", size: 26, baseline: 130 });
    expect(found([large, title], {}, title.text)).toEqual(expected);
    expect(found([large, title], {}, "Something else altogether")[0]).toBe("title: Collected papers");
  });
});
