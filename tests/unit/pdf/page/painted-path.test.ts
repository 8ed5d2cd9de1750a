/** What paths are once they are painted: the lines and grounds that tables are made of, and drawings. */
import { describe, expect, it } from "vitest";
import type { Box } from "../../../../lib/contracts/box.ts";
import { DEFAULT_PAGE_LIMITS } from "../../../../lib/pdf/page/page-limits.ts";
import { type Paint, PaintedPath } from "../../../../lib/pdf/page/painted-path.ts";
import { ShapeList } from "../../../../lib/pdf/page/shape-list.ts";

const PAGE: Box = [0, 0, 600, 800];
const BLUE = 0x0000ff;

type Points = readonly (readonly [number, number])[];

/** The page on which these closed outlines are painted. */
function painted(outlines: readonly Points[], how: Partial<Paint>, closed = true): ShapeList {
  const path = new PaintedPath();
  for (const [first, ...rest] of outlines) {
    path.moveTo(...(first ?? [0, 0]));
    for (const point of rest) path.lineTo(...point);
    if (closed) path.close();
  }
  const shapes = new ShapeList(DEFAULT_PAGE_LIMITS);
  path.paint({ fill: undefined, stroke: undefined, evenOdd: false, clip: PAGE, ...how }, shapes);
  return shapes;
}

const rectangle = (left: number, top: number, right: number, bottom: number): Points => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

describe("a stroke", () => {
  it("along an axis is a ruling with its thickness", () => {
    const { rulings } = painted(
      [
        [
          [10, 50],
          [200, 50],
        ],
      ],
      { stroke: 0.5 },
      false,
    );
    expect(rulings).toEqual([{ x0: 10, y0: 50, x1: 200, y1: 50, width: 0.5 }]);
  });

  it("around a rectangle is four rulings", () => {
    const { rulings, fills, drawings } = painted([rectangle(10, 20, 110, 60)], { stroke: 1 });
    expect(rulings).toHaveLength(4);
    expect([fills, drawings]).toEqual([[], []]);
  });

  it("at a slant is a drawing with its box", () => {
    const { rulings, drawings } = painted(
      [
        [
          [10, 60],
          [40, 20],
          [80, 20],
        ],
      ],
      { stroke: 1 },
      false,
    );
    expect(rulings).toEqual([]);
    expect(drawings).toEqual([[10, 20, 80, 60]]);
  });

  it("around a box with rounded corners is its straight sides, and a drawing", () => {
    const path = new PaintedPath();
    path.moveTo(14, 10);
    path.lineTo(96, 10);
    path.curveTo(98, 10, 100, 12, 100, 14);
    path.lineTo(100, 56);
    path.curveTo(100, 58, 98, 60, 96, 60);
    path.lineTo(14, 60);
    const shapes = new ShapeList(DEFAULT_PAGE_LIMITS);
    path.paint({ fill: undefined, stroke: 1, evenOdd: false, clip: PAGE }, shapes);
    expect(shapes.rulings).toHaveLength(3);
    expect(shapes.drawings).toEqual([[14, 10, 100, 60]]);
  });

  it("is shown as far as the clip and the page go", () => {
    const { rulings } = painted(
      [
        [
          [-50, 50],
          [900, 50],
        ],
        [
          [10, 900],
          [20, 900],
        ],
      ],
      { stroke: 1 },
      false,
    );
    expect(rulings).toEqual([{ x0: 0, y0: 50, x1: 600, y1: 50, width: 1 }]);
  });
});

describe("a filled rectangle", () => {
  it("is a fill with its color", () => {
    expect(painted([rectangle(10, 20, 110, 60)], { fill: BLUE }).fills).toEqual([
      { box: [10, 20, 110, 60], color: BLUE },
    ]);
  });

  it("that is thin is a ruling: its middle line, as thick as it is", () => {
    const { rulings, fills } = painted([rectangle(10, 20, 110, 21), rectangle(50, 20, 52, 90)], { fill: BLUE });
    expect(fills).toEqual([]);
    expect(rulings).toEqual([
      { x0: 10, y0: 20.5, x1: 110, y1: 20.5, width: 1 },
      { x0: 51, y0: 20, x1: 51, y1: 90, width: 2 },
    ]);
  });

  it("with a hole is a frame of lines when it is thin, and no ground", () => {
    const frame = [rectangle(10, 20, 110, 60), rectangle(11, 21, 109, 59)];
    const { rulings, fills } = painted(frame, { fill: BLUE, evenOdd: true });
    expect(rulings).toHaveLength(4);
    expect(fills).toEqual([]);
  });

  it("with a hole that runs the other way round is one too; with a thick frame it is a drawing", () => {
    const frame = [rectangle(10, 20, 110, 90), rectangle(30, 40, 90, 70).toReversed()];
    const { rulings, fills, drawings } = painted(frame, { fill: BLUE });
    expect([rulings, fills]).toEqual([[], []]);
    expect(drawings).toEqual([[10, 20, 110, 90]]);
  });

  it("over another in the same path is a ground like it", () => {
    const { fills } = painted([rectangle(10, 20, 110, 90), rectangle(30, 40, 90, 70)], { fill: BLUE });
    expect(fills).toHaveLength(2);
  });
});

it("A filled shape of any other form is a drawing", () => {
  const { drawings, fills } = painted(
    [
      [
        [10, 10],
        [60, 10],
        [30, 50],
      ],
    ],
    { fill: BLUE },
  );
  expect(fills).toEqual([]);
  expect(drawings).toEqual([[10, 10, 60, 50]]);
});

it("What is no number is left out of a path", () => {
  const path = new PaintedPath();
  path.moveTo(10, 10);
  path.lineTo(Number.NaN, 10);
  path.lineTo(Number.POSITIVE_INFINITY, 10);
  path.lineTo(90, 10);
  expect(path.bounds()).toEqual([10, 10, 90, 10]);
});

describe("A page", () => {
  const small = () => new ShapeList({ rulings: 1, fills: 1, images: 1, drawings: 1 });

  it("takes no more of each kind than its limits", () => {
    const shapes = small();
    for (let round = 0; round < 2; round += 1) {
      shapes.addRuling(0, 0, 10, 0, 1, PAGE);
      shapes.addFill([0, 0, 10, 10], BLUE, PAGE);
      shapes.addImage([0, 0, 10, 10], PAGE);
      shapes.addDrawing([0, 0, 10, 10], PAGE);
    }
    const { rulings, fills, images, drawings } = shapes;
    expect([rulings, fills, images, drawings].map(({ length }) => length)).toEqual([1, 1, 1, 1]);
  });

  it.each<[string, boolean, (shapes: ShapeList) => void]>([
    ["lines", true, (shapes) => shapes.addRuling(0, 0, 10, 0, 1, PAGE)],
    ["grounds", true, (shapes) => shapes.addFill([0, 0, 10, 10], BLUE, PAGE)],
    ["pictures", false, (shapes) => shapes.addImage([0, 0, 10, 10], PAGE)],
    ["drawings", false, (shapes) => shapes.addDrawing([0, 0, 10, 10], PAGE)],
  ])("that has more %s than that lacks something: %s", (_, cut, add) => {
    const shapes = small();
    add(shapes);
    expect(shapes.cut).toBe(false);
    add(shapes);
    expect(shapes.cut).toBe(cut);
  });
});
