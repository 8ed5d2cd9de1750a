/** The heads of tables: which of their texts name several columns. */
import { describe, expect, it } from "vitest";
import { run } from "../../../support/page-builder.ts";
import { cellRuns, level, tablesOf, textGrid } from "../../../support/table-page.ts";

describe("the head of a table", () => {
  const body = [
    ["Aberly", "12", "340", "9", "210"],
    ["Brack", "7", "95", "6", "80"],
    ["Corran", "31", "950", "28", "640"],
  ];
  const xs = [75, 160, 220, 280, 340];
  const rulings = [level(72, 70, 400), level(104, 70, 400), level(152, 70, 400)];
  const names = cellRuns([["Port", "Ships", "Tons", "Ships", "Tons"], ...body], xs);

  it("names several columns by a text over a short rule", () => {
    const heads = [run({ text: "In", x: 190, baseline: 84 }), run({ text: "Out", x: 310, baseline: 84 })];
    const short = [level(88, 158, 245), level(88, 278, 365)];
    const [table] = tablesOf([...heads, ...names], { rulings: [...rulings, ...short] });
    expect(textGrid(table).slice(0, 2)).toEqual([
      ["Port 2x1", "In 1x2", "Out 1x2"],
      ["Ships", "Tons", "Ships", "Tons"],
    ]);
    expect(table?.headerRows).toBe(2);
  });

  it("names several columns by a text that reaches over them", () => {
    const heads = [
      run({ text: "Ships-that-came-in", x: 160, baseline: 84 }),
      run({ text: "Ships-that-left", x: 285, baseline: 84 }),
    ];
    expect(textGrid(tablesOf([...heads, ...names], { rulings })[0])[0]).toEqual([
      "Port 2x1",
      "Ships-that-came-in 1x2",
      "Ships-that-left 1x2",
    ]);
  });

  it("names three columns by a short text in their middle", () => {
    const rows = [
      ["Port", "Low", "Mean", "High"],
      ["Aberly", "1", "2", "3"],
      ["Brack", "4", "5", "6"],
      ["Corran", "7", "8", "9"],
    ];
    const places = [75, 160, 230, 300];
    const spanner = run({ text: "Tide (m)", x: 220, baseline: 84 });
    const [table] = tablesOf([spanner, ...cellRuns(rows, places)], { rulings });
    expect(textGrid(table).slice(0, 2)).toEqual([
      ["Port 2x1", "Tide (m) 1x3"],
      ["Low", "Mean", "High"],
    ]);
  });

  it("has one row when its cells take several lines", () => {
    const first = cellRuns(
      [
        ["", "Ships", "Tons of", "Ships", "Tons of"],
        ["Port", "in", "goods", "out", "goods"],
      ],
      xs,
      84,
      12,
    );
    const [table] = tablesOf([...first, ...cellRuns(body, xs, 116)], { rulings });
    expect(textGrid(table)[0]).toEqual(["Port", "Ships in", "Tons of goods", "Ships out", "Tons of goods"]);
  });
});
