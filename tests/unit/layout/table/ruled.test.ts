/** Tables whose cells are drawn. */
import { describe, expect, it } from "vitest";
import type { Box } from "../../../../lib/contracts/box.ts";
import { pageOf, run } from "../../../support/page-builder.ts";
import { cellRuns, gridLines, level, tablesOf, textGrid, upright } from "../../../support/table-page.ts";

const XS = [70, 170, 270, 370];
const TEXT_XS = [75, 175, 275];
const ROWS = [
  ["Port", "Ships", "Tons"],
  ["Aberly", "12", "340"],
  ["Brack", "7", "95"],
];
/** Lines around rows whose baselines are at 100, 116, 132. */
const YS = [88, 104, 120, 136];

describe("a ruled table", () => {
  it("has the cells that its lines draw", () => {
    const [table, ...others] = tablesOf(cellRuns(ROWS, TEXT_XS), { rulings: gridLines(XS, YS) });
    expect(textGrid(table)).toEqual(ROWS);
    expect(table?.kind).toBe("ruled");
    expect(table?.box.map(Math.round)).toEqual([70, 88, 370, 136]);
    expect(others).toEqual([]);
  });

  it("is the same when its borders are drawn cell by cell, twice, or as dashes", () => {
    const pieces = YS.flatMap((y) => XS.slice(1).map((right, at) => level(y, XS[at] ?? 0, right)));
    const doubled = XS.flatMap((x) => [upright(x, 88, 136), upright(x + 1.5, 88, 136)]);
    const dashes = XS.flatMap((x) => Array.from({ length: 12 }, (_, at) => upright(x, 88 + at * 4, 90 + at * 4)));
    expect(textGrid(tablesOf(cellRuns(ROWS, TEXT_XS), { rulings: [...pieces, ...doubled] })[0])).toEqual(ROWS);
    expect(textGrid(tablesOf(cellRuns(ROWS, TEXT_XS), { rulings: [...pieces, ...dashes] })[0])).toEqual(ROWS);
  });

  it("has cells over several columns and rows where lines are missing", () => {
    const rulings = [
      level(88, 70, 370),
      level(104, 170, 370),
      level(120, 70, 370),
      level(136, 70, 370),
      upright(70, 88, 136),
      upright(170, 88, 136),
      upright(270, 104, 136),
      upright(370, 88, 136),
    ];
    const runs = cellRuns(
      [
        ["Port", "", ""],
        ["", "In", "Out"],
        ["Aberly", "12", "9"],
      ],
      TEXT_XS,
    );
    const [table] = tablesOf([...runs, run({ text: "Ships a day", x: 230, baseline: 100 })], { rulings });
    expect(textGrid(table)).toEqual([
      ["Port 2x1", "Ships a day 1x2"],
      ["In", "Out"],
      ["Aberly", "12", "9"],
    ]);
  });

  it("joins the lines of a cell, one after the other", () => {
    const runs = [
      ...cellRuns([["Port", "Remark"]], [75, 175]),
      ...cellRuns(
        [
          ["Aberly", "open all year"],
          ["", "save in ice"],
        ],
        [75, 175],
        116,
        12,
      ),
    ];
    const [table] = tablesOf(runs, { rulings: gridLines([70, 170, 370], [88, 104, 136]) });
    expect(textGrid(table)).toEqual([
      ["Port", "Remark"],
      ["Aberly", "open all year save in ice"],
    ]);
  });

  it("needs no outer frame", () => {
    const rulings = [level(104, 70, 370), level(120, 70, 370), upright(170, 88, 136), upright(270, 88, 136)];
    expect(textGrid(tablesOf(cellRuns(ROWS, TEXT_XS), { rulings })[0])).toEqual(ROWS);
  });

  it("is parted into rows by its values where only its columns and its head are ruled", () => {
    const rulings = gridLines(XS, [88, 104, 136]);
    expect(textGrid(tablesOf(cellRuns(ROWS, TEXT_XS), { rulings })[0])).toEqual(ROWS);
  });

  it("is parted into columns by white space where only its rows are ruled", () => {
    const rulings = gridLines([70, 370], YS);
    expect(textGrid(tablesOf(cellRuns(ROWS, TEXT_XS), { rulings })[0])).toEqual(ROWS);
  });

  it("gives a column that is left unruled a text in each row that has one", () => {
    const rows = [
      ["Port", "Ships"],
      ["Aberly", "1"],
      ["Brack", "2"],
      ["Corran", "3"],
      ["Dunmoor", "4"],
    ];
    const ys = [88, 104, 120, 136, 152, 168];
    const right = ys.map((y) => level(y, 170, 270));
    const left = [level(88, 70, 170), level(104, 70, 170), level(168, 70, 170)];
    const rulings = [...right, ...left, ...[70, 170, 270].map((x) => upright(x, 88, 168))];
    expect(textGrid(tablesOf(cellRuns(rows, [75, 175]), { rulings })[0])).toEqual(rows);
  });

  it("leaves out the caption and the source that its frame takes in", () => {
    const rows = [
      ["Table 4. Ports of the north"],
      ["Port", "Ships"],
      ["Aberly", "12"],
      ["Brack", "7"],
      ["Source: the harbour masters' own books"],
    ];
    const ys = [88, 104, 120, 136, 152, 168];
    const rulings = [
      ...ys.map((y) => level(y, 70, 370)),
      upright(70, 88, 168),
      upright(370, 88, 168),
      upright(170, 104, 152),
    ];
    expect(textGrid(tablesOf(cellRuns(rows, [75, 175]), { rulings })[0])).toEqual(rows.slice(1, 4));
  });

  it("is parted into columns by white space inside of those that are drawn", () => {
    const rows = [
      ["Port", "Ships", "Tons"],
      ["Aberly", "12", "340"],
      ["Brack", "7", "95"],
      ["Corran", "31", "88"],
    ];
    const rulings = [...gridLines([70, 170, 370], [88, 104, 152])];
    expect(textGrid(tablesOf(cellRuns(rows, TEXT_XS), { rulings })[0])).toEqual(rows);
  });

  it("is several where a long one is folded under the same head", () => {
    const half = [["Age", "People"]];
    const left = [...half, ["One", "340"], ["Two", "95"], ["Three", "88"]];
    const right = [...half, ["Four", "41"], ["Five", "27"]];
    const rulings = [level(88, 70, 370), level(104, 70, 370), level(152, 70, 370), upright(220, 88, 152)];
    const found = tablesOf([...cellRuns(left, [75, 150]), ...cellRuns(right, [230, 300])], { rulings });
    expect(found.map(textGrid)).toEqual([left, right]);
  });

  it("does not mind the boxes to tick that are drawn in its cells", () => {
    const boxes = [108, 124].flatMap((y) => gridLines([240, 248], [y, y + 8]));
    expect(textGrid(tablesOf(cellRuns(ROWS, TEXT_XS), { rulings: [...gridLines(XS, YS), ...boxes] })[0])).toEqual(ROWS);
  });

  it("stands beside another one", () => {
    const right = [300, 400, 500];
    const rulings = [...gridLines([70, 170, 270], YS), ...gridLines(right, YS)];
    const rows = ROWS.map((row) => row.slice(0, 2));
    const found = tablesOf([...cellRuns(rows, TEXT_XS), ...cellRuns(rows, [305, 405])], { rulings });
    expect(found.map(textGrid)).toEqual([rows, rows]);
  });
});

describe("lines that draw no table", () => {
  it("frame a text", () => {
    const runs = cellRuns([["A box with a remark"], ["that takes two lines."]], [75]);
    expect(tablesOf(runs, { rulings: gridLines([70, 370], [88, 136]) })).toEqual([]);
  });

  it("are a chart's, with curves between them", () => {
    const curves = Array.from({ length: 6 }, (_, at): [number, number, number, number] => [
      80 + at * 40,
      95,
      110 + at * 40,
      130,
    ]);
    const rulings = [
      level(88, 70, 370),
      level(104, 70, 370),
      level(136, 70, 370),
      upright(70, 88, 136),
      upright(370, 88, 136),
    ];
    expect(tablesOf(cellRuns(ROWS, TEXT_XS), { rulings, drawings: curves })).toEqual([]);
  });

  it("are a chart's, with ticks along its axis", () => {
    const ticks = Array.from({ length: 10 }, (_, at) => upright(80 + at * 30, 132, 136));
    const frame = gridLines([70, 370], [88, 136]);
    const labels = cellRuns(
      [
        ["10", "20", "30"],
        ["40", "50", "60"],
        ["70", "80", "90"],
      ],
      TEXT_XS,
    );
    expect(tablesOf(labels, { rulings: [...frame, ...ticks] })).toEqual([]);
  });

  it("join the boxes of a diagram", () => {
    const boxes = [
      [70, 90],
      [250, 130],
      [120, 200],
      [300, 240],
    ].flatMap(([x = 0, y = 0]) => gridLines([x, x + 80], [y, y + 20]));
    const joints = [
      level(100, 150, 290),
      upright(290, 100, 130),
      level(140, 160, 250),
      upright(160, 140, 200),
      level(250, 160, 300),
      upright(160, 220, 250),
    ];
    const runs = [
      ["Start", 75, 104],
      ["Check", 255, 144],
      ["Wait", 125, 214],
      ["End", 305, 254],
    ].map(([text, x, baseline]) => run({ text: String(text), x: Number(x), baseline: Number(baseline) }));
    expect(tablesOf(runs, { rulings: [...boxes, ...joints] })).toEqual([]);
  });

  it("run through the words of a drawing's labels", () => {
    const labels = cellRuns(
      [
        ["crossing", "crossing"],
        ["crossing", "crossing"],
        ["crossing", "crossing"],
      ],
      [150, 250],
    );
    expect(tablesOf(labels, { rulings: gridLines(XS, YS) })).toEqual([]);
  });

  it("leave most cells empty", () => {
    const xs = Array.from({ length: 11 }, (_, at) => 70 + at * 30);
    const ys = Array.from({ length: 11 }, (_, at) => 88 + at * 16);
    expect(tablesOf(cellRuns([["a", "b"]], [75, 105]), { rulings: gridLines(xs, ys) })).toEqual([]);
  });
});

describe("a picture over the columns of a ruled table", () => {
  const curves = Array.from({ length: 6 }, (_, at): Box => [90 + at * 40, 60, 120 + at * 40, 80]);
  const rows = ROWS.slice(0, 2);
  const lines = gridLines(XS, YS.slice(0, 3));

  it("stays out of it", () => {
    const [table] = tablesOf(cellRuns(rows, TEXT_XS), {
      rulings: [...lines, ...gridLines([70, 370], [58, 88])],
      drawings: curves,
    });
    expect(textGrid(table)).toEqual(rows);
  });

  it("is a chart above its legend when it is the larger part", () => {
    const chart = [...lines, ...gridLines([70, 370], [20, 88])];
    expect(tablesOf(cellRuns(rows, TEXT_XS), { rulings: chart, drawings: curves })).toEqual([]);
  });
});

describe("absurd lines", () => {
  it("do not matter", () => {
    const nowhere = Number.NaN;
    const rulings = [
      ...gridLines(XS, YS),
      level(nowhere, 0, 9),
      upright(Number.POSITIVE_INFINITY, 0, 9),
      level(3, -1e30, 1e30),
    ];
    expect(textGrid(tablesOf(cellRuns(ROWS, TEXT_XS), { rulings }).find(({ rows }) => rows === 3))).toEqual(ROWS);
  });

  it("draw no table when there are too many of them", () => {
    const hatch = Array.from({ length: 30_000 }, (_, at) => level(88 + (at % 1_000) * 0.05, 70 + (at % 29), 370));
    expect(tablesOf(cellRuns([["one"]], [75]), { rulings: hatch })).toEqual([]);
    expect(pageOf([]).rulings).toEqual([]);
  });
});
