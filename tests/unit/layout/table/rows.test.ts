/** Which lines of a table are one row. */
import { describe, expect, it } from "vitest";
import { cellRuns, level, tablesOf, textGrid } from "../../../support/table-page.ts";

describe("the rows of a table between rules", () => {
  const rulings = [level(88, 70, 400), level(104, 70, 400), level(240, 70, 400)];
  const xs = [75, 200, 330];

  it("take several lines where rows stand further apart than their lines", () => {
    const runs = [
      ...cellRuns([["Port", "Remark", "Ships"]], xs),
      ...cellRuns(
        [
          ["Aberly", "Open all year,", "12"],
          ["", "save in ice"],
        ],
        xs,
        118,
        12,
      ),
      ...cellRuns([["Brack", "Closed", "7"]], xs, 152),
      ...cellRuns(
        [
          ["Corran", "Open at high", "31"],
          ["", "Water only"],
        ],
        xs,
        174,
        12,
      ),
    ];
    expect(textGrid(tablesOf(runs, { rulings })[0]).slice(1)).toEqual([
      ["Aberly", "Open all year, save in ice", "12"],
      ["Brack", "Closed", "7"],
      ["Corran", "Open at high Water only", "31"],
    ]);
  });

  it("take several lines where a text goes on that did not fit", () => {
    const runs = [
      ...cellRuns([["Port", "Remark", "Ships"]], xs),
      ...cellRuns(
        [
          ["Aberly", "Open all the long year", "12"],
          ["", "save in ice and storm"],
          ["Brack", "Closed", "7"],
          ["Corran", "Open", "31"],
        ],
        xs,
        118,
        12,
      ),
    ];
    expect(textGrid(tablesOf(runs, { rulings })[0]).slice(1)).toEqual([
      ["Aberly", "Open all the long year save in ice and storm", "12"],
      ["Brack", "Closed", "7"],
      ["Corran", "Open", "31"],
    ]);
  });

  it("take in cells that are set to the middle of their height", () => {
    const runs = [
      ...cellRuns([["Port", "Remark", "Ships"]], xs),
      ...cellRuns(
        [
          ["", "Open all year,"],
          ["Aberly", "", "12"],
          ["", "save in ice"],
        ],
        xs,
        118,
        6,
      ),
      ...cellRuns([["Brack", "Closed", "7"]], xs, 152),
      ...cellRuns(
        [
          ["", "Open at high"],
          ["Corran", "", "31"],
          ["", "Water only"],
        ],
        xs,
        174,
        6,
      ),
    ];
    expect(textGrid(tablesOf(runs, { rulings })[0]).slice(1)).toEqual([
      ["Aberly", "Open all year, save in ice", "12"],
      ["Brack", "Closed", "7"],
      ["Corran", "Open at high Water only", "31"],
    ]);
  });

  it("keep a share in brackets with the number above it", () => {
    const runs = [
      ...cellRuns([["Port", "Ships", "Boats"]], xs),
      ...cellRuns(
        [
          ["Aberly", "12", "30"],
          ["", "(19%)", "(40%)"],
          ["Brack", "51", "45"],
          ["", "(81%)", "(60%)"],
        ],
        xs,
        118,
        12,
      ),
    ];
    expect(textGrid(tablesOf(runs, { rulings })[0]).slice(1)).toEqual([
      ["Aberly", "12 (19%)", "30 (40%)"],
      ["Brack", "51 (81%)", "45 (60%)"],
    ]);
  });

  it("are titles of sections where the first column alone has a text", () => {
    const rows = [
      ["Port", "Ships", "Boats"],
      ["North coast", "", ""],
      ["Aberly", "12", "30"],
      ["Brack", "7", "4"],
      ["South coast", "", ""],
      ["Corran", "31", "9"],
    ];
    expect(textGrid(tablesOf(cellRuns(rows, xs), { rulings })[0])).toEqual(rows);
  });

  it("may lack a text in any column", () => {
    const rows = [
      ["Port", "Ships", "Boats"],
      ["Aberly", "12", ""],
      ["Brack", "", "4"],
      ["Corran", "31", "9"],
      ["Dunmoor", "8", "2"],
    ];
    expect(textGrid(tablesOf(cellRuns(rows, xs), { rulings })[0])).toEqual(rows);
  });
});
