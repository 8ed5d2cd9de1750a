/** Tables with rules above and below, and open sides. */
import { describe, expect, it } from "vitest";
import { proseLines } from "../../../support/laid-out.ts";
import { linesOf, run } from "../../../support/page-builder.ts";
import { cellRuns, fill, level, tablesOf, textGrid } from "../../../support/table-page.ts";

const XS = [75, 200, 280];
const HEAD = ["Port", "Ships", "Tons"];
const BODY = [
  ["Aberly", "12", "340"],
  ["Brack", "7", "95"],
  ["Corran", "31", "1,204"],
];
const RULES = [level(88, 70, 330), level(104, 70, 330), level(152, 70, 330)];

describe("a table between rules", () => {
  it("has columns where its lines leave white space, and rows where its lines are", () => {
    const [table] = tablesOf(cellRuns([HEAD, ...BODY], XS), { rulings: RULES });
    expect(textGrid(table)).toEqual([HEAD, ...BODY]);
    expect(table?.kind).toBe("partly_ruled");
    expect(table?.headerRows).toBe(1);
    expect(table?.cells.filter(({ header }) => header)).toHaveLength(3);
  });

  it("stands in one column of a page beside running text", () => {
    const prose = linesOf(proseLines(20, 44), { x: 340, baseline: 60 });
    expect(tablesOf([...cellRuns([HEAD, ...BODY], XS), ...prose], { rulings: RULES }).map(textGrid)).toEqual([
      [HEAD, ...BODY],
    ]);
  });

  it("ends before the caption of the next, though its rules are as long", () => {
    const next = RULES.map(({ y0, x0, x1 }) => level(y0 + 100, x0, x1));
    const runs = [
      ...cellRuns([HEAD, ...BODY], XS),
      run({ text: "Table 2. Ports of the south", x: 75, baseline: 180 }),
      ...cellRuns([HEAD, ...BODY], XS, 200),
    ];
    expect(tablesOf(runs, { rulings: [...RULES, ...next] }).map(textGrid)).toEqual([
      [HEAD, ...BODY],
      [HEAD, ...BODY],
    ]);
  });

  it("goes on below its head as long as its columns do, where no rule ends it", () => {
    const prose = linesOf(proseLines(3, 50), { x: 75, baseline: 190 });
    const [table] = tablesOf([...cellRuns([HEAD, ...BODY], XS), ...prose], { rulings: RULES.slice(0, 2) });
    expect(textGrid(table)).toEqual([HEAD, ...BODY]);
  });

  it("has its head above the first rule, where that is only under it", () => {
    const rulings = [level(104, 70, 330), level(152, 70, 330)];
    expect(textGrid(tablesOf(cellRuns([HEAD, ...BODY], XS), { rulings })[0])).toEqual([HEAD, ...BODY]);
  });

  it("is found by its coloured grounds", () => {
    const fills = [fill([70, 88, 330, 104], 0x334466), fill([70, 120, 330, 136]), fill([70, 152, 330, 168])];
    const rows = [HEAD, ...BODY, ["Dunmoor", "4", "60"]];
    expect(textGrid(tablesOf(cellRuns(rows, XS), { fills })[0])).toEqual(rows);
  });

  it("is ruled by rows of dots and dashes that are set as text", () => {
    const rules = [88, 104, 152].map((y) => run({ text: "-".repeat(52), x: 70, baseline: y + 2 }));
    const found = tablesOf([...rules, ...cellRuns([HEAD, ...BODY], XS)]);
    expect(found.map(textGrid)).toEqual([[HEAD, ...BODY]]);
    expect(found[0]?.drawn.map(({ text }) => text.length)).toEqual([52, 52, 52]);
  });
});

describe("rules without a table between them", () => {
  it("stand above and below a page of two columns of text", () => {
    const text = [...linesOf(proseLines(40, 40), { x: 60 }), ...linesOf(proseLines(40, 40, 7), { x: 310 })];
    expect(tablesOf(text, { rulings: [level(80, 55, 550), level(590, 55, 550)] })).toEqual([]);
  });

  it("stand around the steps of a procedure", () => {
    const steps = [
      "procedure wait for the tide",
      "let h be the height of water",
      "while h is below the mark",
      "look at the mark once more",
      "sail with the ebb",
    ];
    const runs = steps.flatMap((text, at) => [
      run({ text: String(at + 1), x: 75, baseline: 116 + at * 12 }),
      run({ text, x: 95, baseline: 116 + at * 12 }),
    ]);
    const title = run({ text: "Algorithm 1: leaving a harbour", x: 75, baseline: 100 });
    expect(
      tablesOf([title, ...runs], { rulings: [level(88, 70, 330), level(104, 70, 330), level(176, 70, 330)] }),
    ).toEqual([]);
  });

  it("stand around a listing with numbered lines", () => {
    const code = ["int main(void)", "{", "  return wait(12);", "}"].flatMap((text, at) => [
      run({ text: String(at + 1), x: 75, baseline: 100 + at * 12, monospace: true }),
      run({ text, x: 95, baseline: 100 + at * 12, monospace: true }),
    ]);
    expect(tablesOf(code, { rulings: [level(88, 70, 330), level(142, 70, 330)] })).toEqual([]);
  });

  it("stand above and below a table of contents", () => {
    const titles = ["Tides", "Harbours", "Pilots", "Lights", "Weather"];
    const runs = titles.flatMap((text, at) => [
      run({ text, x: 75, baseline: 100 + at * 14 }),
      run({ text: String(3 + at * 4), x: 500, baseline: 100 + at * 14 }),
    ]);
    expect(tablesOf(runs, { rulings: [level(80, 70, 520), level(170, 70, 520)] })).toEqual([]);
  });

  it("is the ground of a heading", () => {
    const runs = [run({ text: "2.3", x: 75, baseline: 100 }), run({ text: "Data", x: 120, baseline: 100 })];
    expect(tablesOf(runs, { fills: [fill([70, 88, 330, 104])] })).toEqual([]);
  });

  it("part the lines of a form, below each of which something is to be filled in", () => {
    const rows = [["Name:"], ["Age:"], ["Boats:", "row", "sail", "steam"], ["Pilot:", "yes", "no"], ["Harbour:"]];
    const rules = rows.map((_, at) => level(124 + at * 40, 70, 400));
    expect(tablesOf(cellRuns(rows, [75, 130, 180, 240], 108, 40), { rulings: rules })).toEqual([]);
  });
});
