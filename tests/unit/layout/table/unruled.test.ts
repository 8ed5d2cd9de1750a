/** Tables that nothing is drawn around, and what only looks like one. */
import { describe, expect, it } from "vitest";
import { proseLines } from "../../../support/laid-out.ts";
import { linesOf, run } from "../../../support/page-builder.ts";
import { cellRuns, tablesOf, textGrid } from "../../../support/table-page.ts";

const XS = [75, 200, 280];
const ROWS = [
  ["Port", "Ships", "Tons"],
  ["Aberly", "12", "340"],
  ["Brack", "7", "95"],
  ["Corran", "31", "1,204"],
  ["Dunmoor", "8", "77"],
];

describe("a table without lines", () => {
  it("is found by the values that stand in columns", () => {
    const [table] = tablesOf(cellRuns(ROWS, XS));
    expect(textGrid(table)).toEqual(ROWS);
    expect(table?.kind).toBe("unruled");
  });

  it("stands between paragraphs", () => {
    const above = linesOf(proseLines(5, 90), { baseline: 40 });
    const below = linesOf(proseLines(5, 90, 3), { baseline: 200 });
    expect(tablesOf([...above, ...cellRuns(ROWS, XS, 112), ...below]).map(textGrid)).toEqual([ROWS]);
  });

  it("stands in one column of a page beside running text", () => {
    const prose = linesOf(proseLines(30, 44), { x: 350, baseline: 40 });
    const own = linesOf(proseLines(4, 44, 5), { x: 75, baseline: 40 });
    expect(tablesOf([...own, ...cellRuns(ROWS, XS, 112), ...prose]).map(textGrid)).toEqual([ROWS]);
  });

  it("holds words, too, when a caption says that it is a table", () => {
    const rows = [
      ["Port", "State", "Ships"],
      ["Aberly", "open", "12"],
      ["Brack", "closed", "none"],
      ["Corran", "open", "31"],
    ];
    const caption = run({ text: "Table 3. State of the ports", x: 75, baseline: 84 });
    expect(tablesOf([caption, ...cellRuns(rows, XS)]).map(textGrid)).toEqual([rows]);
    expect(tablesOf(cellRuns(rows, XS))).toEqual([]);
  });

  it("has names over several of its columns", () => {
    const rows = [
      ["Aberly", "12", "340", "9", "210"],
      ["Brack", "7", "95", "6", "80"],
      ["Corran", "31", "950", "28", "640"],
      ["Dunmoor", "5", "60", "4", "50"],
    ];
    const heads = [
      run({ text: "Ships and tons in", x: 170, baseline: 84 }),
      run({ text: "Ships and tons out", x: 290, baseline: 84 }),
    ];
    expect(textGrid(tablesOf([...heads, ...cellRuns(rows, [75, 170, 230, 290, 350])])[0])[0]).toEqual([
      "",
      "Ships and tons in 1x2",
      "Ships and tons out 1x2",
    ]);
  });

  it("has leaders of dots between its columns, which are part of no cell", () => {
    const rows = ROWS.map(([name = "", ...values]) => [`${name} ..........`, ...values]);
    expect(textGrid(tablesOf(cellRuns(rows, XS))[0])).toEqual(ROWS);
  });
});

describe("text in columns that is no table", () => {
  it("runs on from line to line", () => {
    const text = [...linesOf(proseLines(40, 40), { x: 60 }), ...linesOf(proseLines(40, 40, 7), { x: 310 })];
    expect(tablesOf(text)).toEqual([]);
  });

  it("is a list", () => {
    const items = ["12 ships", "340 tons", "7 boats", "31 men", "8 lights"];
    const list = (mark: (at: number) => string): unknown =>
      tablesOf(
        items.flatMap((text, at) => [
          run({ text: mark(at), x: 75, baseline: 100 + at * 14 }),
          run({ text, x: 100, baseline: 100 + at * 14 }),
        ]),
      );
    expect(list(() => "•")).toEqual([]);
    expect(list((at) => `${at + 1}.`)).toEqual([]);
    expect(list((at) => `(${"abcde"[at]})`)).toEqual([]);
  });

  it("is a table of contents, with leaders or without", () => {
    const titles = ["Tides", "Harbours", "Pilots", "Lights", "Weather"];
    const contents = (leader: string): unknown =>
      tablesOf(
        titles.flatMap((text, at) => [
          run({ text: `${text}${leader}`, x: 75, baseline: 100 + at * 14 }),
          run({ text: String(3 + at * 4), x: 500, baseline: 100 + at * 14 }),
        ]),
      );
    expect(contents("")).toEqual([]);
    expect(contents(` ${".".repeat(40)}`)).toEqual([]);
  });

  it("names the authors", () => {
    const rows = [
      ["Ann Lowe", "Bo Marsh", "Cy North"],
      ["Aberly College", "Brack School", "Corran House"],
      ["ann@aberly.example", "bo@brack.example", "cy@corran.example"],
      ["Aberly", "Brack", "Corran"],
    ];
    expect(tablesOf(cellRuns(rows, [75, 250, 420], 100, 14))).toEqual([]);
  });

  it("is a formula", () => {
    const rows = [
      ["x", "=", "a + b", "(1)"],
      ["y", "=", "c", "(2)"],
    ];
    expect(tablesOf(cellRuns(rows, [150, 180, 210, 500], 100, 30))).toEqual([]);
  });
});

describe("an absurd page", () => {
  it("has no table, and takes no time to speak of", () => {
    const page = Array.from({ length: 300 }, (_, row) => Array.from({ length: 100 }, (_, column) => `${row}${column}`));
    const runs = cellRuns(
      page.map((row) => row.slice(0, 70)),
      Array.from({ length: 70 }, (_, at) => at * 40),
      0,
      1,
    );
    const start = performance.now();
    expect(tablesOf(runs)).toEqual([]);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
