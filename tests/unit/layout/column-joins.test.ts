/** A paragraph that goes on in the next column is one block, and stands where it begins. */
import { expect, it } from "vitest";
import { blocksOf, proseLines, textsOf } from "../../support/laid-out.ts";
import { linesOf, run, type TextRun } from "../../support/page-builder.ts";

const ROWS = 12;

/** Two columns; the left one ends in `end`, the right one begins with `start`. */
function columns(end: string, start: string, baseline = 100): TextRun[] {
  const left = proseLines(ROWS, 45);
  const right = proseLines(ROWS, 45, 5);
  left[ROWS - 1] = `${(left[ROWS - 1] ?? "").slice(0, 44 - end.length)} ${end}`;
  right[0] = `${start} ${(right[0] ?? "").toLowerCase()}`.slice(0, 45);
  return [...linesOf(left, { x: 60, baseline }), ...linesOf(right, { x: 320, baseline })];
}

it("goes on where its sentence has not ended", () => {
  const texts = textsOf(columns("the", "harbours"));
  expect(texts).toHaveLength(1);
  expect(texts[0]).toContain(" the harbours ");
});

it("makes one word of what a hyphen parts at the column's end", () => {
  expect(textsOf(columns("para-", "graph"))[0]).toContain(" paragraph ");
});

it("ends where its sentence does", () => {
  expect(textsOf(columns("here.", "Another"))).toHaveLength(2);
});

it("goes on past the notes at its column's foot", () => {
  const notes = linesOf(["* A note at the foot of the page", "that has two lines."], { x: 60, baseline: 670, size: 7 });
  const blocks = blocksOf([...columns("the", "harbours", 500), ...notes]);
  expect(blocks.map(({ type }) => type)).toEqual(["paragraph", "footnote"]);
});

it("does not go on in a heading", () => {
  const runs = columns("the", "harbours");
  const [first] = runs.slice(ROWS);
  const heading = run({ text: "A heading of its own", x: 320, baseline: 100, size: 14 });
  const texts = textsOf(runs.map((one) => (one === first ? heading : one)));
  expect(texts.some((text) => text === "A heading of its own")).toBe(true);
});
