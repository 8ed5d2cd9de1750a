/** What goes on over the end of a page; and that nothing depends on how the pages were read. */
import { describe, expect, it } from "vitest";
import { applyStyle } from "../../../lib/layout/apply-style.ts";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { settleStyle } from "../../../lib/layout/settle-style.ts";
import { summarisePage } from "../../../lib/layout/summarise-page.ts";
import { pagesOfRuns, proseLines, proseRuns, settled, summariesOf } from "../../support/laid-out.ts";
import { linesOf, pageOf, run, type TextRun } from "../../support/page-builder.ts";

function page(first: string, end: string, number: number, besides: readonly TextRun[] = []): TextRun[] {
  const lines = proseLines(20, 80, number * 3);
  lines[0] = `${first} ${(lines[0] ?? "").toLowerCase()}`.slice(0, 80);
  lines[19] = `${(lines[19] ?? "").slice(0, 79 - end.length)} ${end}`;
  return [...linesOf(lines, { baseline: 120 }), ...besides];
}

function continuing(...pages: readonly (readonly TextRun[])[]): (string | undefined)[] {
  return settled(pagesOfRuns(...pages)).map(
    ({ blocks }) => blocks.find(({ type }) => type === "paragraph" || type === "table")?.continues,
  );
}

describe("A paragraph", () => {
  it("goes on over the end of a page where its sentence has not ended", () => {
    expect(continuing(page("Here", "the", 1), page("harbours", "end.", 2))).toEqual([undefined, "p1-1"]);
  });

  it("goes on where a hyphen parts its last word", () => {
    expect(continuing(page("Here", "para-", 1), page("graph", "end.", 2))).toEqual([undefined, "p1-1"]);
  });

  it("goes on past running heads and page numbers", () => {
    const edges = (number: number) => [
      run({ text: "Harbours of the north", baseline: 40, size: 8 }),
      run({ text: `${number}`, x: 300, baseline: 760, size: 8 }),
    ];
    const pages = [page("Here", "the", 1, edges(1)), page("harbours", "end.", 2, edges(2))];
    const [first, second] = settled(pagesOfRuns(...pages));
    const from = first?.blocks.find(({ type }) => type === "paragraph")?.id;
    expect(second?.blocks.find(({ type }) => type === "paragraph")?.continues).toBe(from);
  });

  it("ends with its sentence", () => {
    expect(continuing(page("Here", "ends.", 1), page("Another", "end.", 2))).toEqual([undefined, undefined]);
  });

  it("does not go on in another size", () => {
    const small = page("harbours", "end.", 2).map((one) => ({ ...one, size: 7, width: one.width * 0.7 }));
    expect(continuing(page("Here", "the", 1), small)).toEqual([undefined, undefined]);
  });

  it("does not go on past pages that were left out", () => {
    const [first, third] = [1, 3].map((number) =>
      layOutPage(pageOf(page(number === 1 ? "Here" : "harbours", number === 1 ? "the" : "end.", number), number)),
    );
    const pages = [first, third].flatMap((one) => one ?? []);
    expect(settleStyle(summariesOf(pages)).joins).toEqual([]);
  });
});

describe("A table", () => {
  const rulings = [100, 200, 300, 400].map((x) => ({ x0: x, y0: 100, x1: x, y1: 160, width: 0.5 }));
  const lines = [100, 120, 140, 160].map((y) => ({ x0: 100, y0: y, x1: 400, y1: y, width: 0.5 }));
  const cells = (texts: readonly (readonly string[])[]) =>
    texts.flatMap((row, at) =>
      row.map((text, column) => run({ text, x: 105 + column * 100, baseline: 114 + at * 20 })),
    );
  const tablePage = (number: number, columns: number) =>
    layOutPage(
      pageOf(
        cells([
          ["Port", "Tide", "Time"].slice(0, columns),
          ["Husum", "3.5", "06:12"].slice(0, columns),
          ["Emden", "2.9", "07:05"].slice(0, columns),
        ]),
        number,
        {
          rulings: [...rulings.slice(0, columns + 1), ...lines.map((line) => ({ ...line, x1: 100 + columns * 100 }))],
        },
      ),
    );

  it("goes on where the next page begins with one of as many columns", () => {
    const style = settleStyle(summariesOf([tablePage(1, 3), tablePage(2, 3)]));
    expect(style.joins).toEqual([["p2-1", "p1-1"]]);
  });

  it("does not go on in one of fewer columns", () => {
    expect(settleStyle(summariesOf([tablePage(1, 3), tablePage(2, 2)])).joins).toEqual([]);
  });
});

describe("The result of a document", () => {
  const runs = Array.from({ length: 9 }, (_, at) => [
    run({ text: "Harbours of the north", baseline: 40, size: 8 }),
    run({ text: `Section ${"ABCDEFGHI"[at]} of this`, size: 14, baseline: 90 }),
    ...page("harbours", at % 2 === 0 ? "the" : "end.", at),
    run({ text: `${at + 1}`, x: 300, baseline: 760, size: 8 }),
  ]);
  const wholePages = pagesOfRuns(...runs);
  const whole = settleStyle(summariesOf(wholePages));

  it.each([1, 2, 4, 9])("is the same when its pages are read %i at a time", (size) => {
    const summaries = [];
    for (let from = 0; from < runs.length; from += size)
      summaries.push(
        ...runs.slice(from, from + size).map((own, at) => summarisePage(layOutPage(pageOf(own, from + at + 1)))),
      );
    expect(settleStyle(summaries)).toEqual(whole);
  });

  it("is the same after the pages and their summaries were stored", () => {
    const stored: typeof wholePages = JSON.parse(JSON.stringify(wholePages));
    const style = settleStyle(JSON.parse(JSON.stringify(summariesOf(stored))));
    expect(style).toEqual(whole);
    expect(stored.map((one) => applyStyle(one, style))).toEqual(wholePages.map((one) => applyStyle(one, whole)));
  });

  it("needs a summary of bounded size of each page", () => {
    const long = layOutPage(
      pageOf(Array.from({ length: 60 }, (_, at) => proseRuns(1, { baseline: 30 + at * 12 }, 110, at)).flat()),
    );
    expect(JSON.stringify(summarisePage(long)).length).toBeLessThan(12_000);
  });
});
