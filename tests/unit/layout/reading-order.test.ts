/** The order in which a page is read: columns, what goes across them, what stands beside them. */
import { describe, expect, it } from "vitest";
import type { Box } from "../../../lib/contracts/box.ts";
import { blocksOf, proseLines, proseRuns, textsOf, typedTexts } from "../../support/laid-out.ts";
import { linesOf, run, type TextRun } from "../../support/page-builder.ts";

/** A column of prose that begins with `word`. */
function column(word: string, x: number, baseline: number, rows = 10, characters = 45): TextRun[] {
  const [first = "", ...rest] = proseLines(rows, characters, x);
  return linesOf([`${word} ${first}`.slice(0, characters), ...rest], { x, baseline });
}

function order(runs: readonly TextRun[], more: Parameters<typeof textsOf>[1] = {}): string[] {
  return textsOf(runs, more).map((text) => text.split(" ")[0] ?? "");
}

describe("Columns", () => {
  it("are read one after the other, whatever order the file draws them in", () => {
    const left = column("Left", 60, 100);
    const right = column("Right", 320, 100);
    expect(order([...left, ...right])).toEqual(["Left", "Right"]);
    expect(order([...right, ...left])).toEqual(["Left", "Right"]);
    expect(order(left.flatMap((one, at) => [one, right[at] ?? one]))).toEqual(["Left", "Right"]);
  });

  it("stand under a title that goes across", () => {
    const title = run({ text: "Title over both of the columns below", x: 110, baseline: 80, size: 20 });
    expect(order([...column("Left", 60, 120), ...column("Right", 320, 120), title])).toEqual([
      "Title",
      "Left",
      "Right",
    ]);
  });

  it("are read above a heading that goes across, then below it", () => {
    const heading = run({
      text: "Second heading that goes across both of the columns",
      x: 60,
      baseline: 260,
      size: 18,
    });
    const runs = [
      ...column("One", 60, 100),
      ...column("Two", 320, 100),
      heading,
      ...column("Three", 60, 300),
      ...column("Four", 320, 300),
    ];
    expect(order(runs)).toEqual(["One", "Two", "Second", "Three", "Four"]);
  });

  it("are read above a figure between them, then below it", () => {
    const images: Box[] = [[60, 240, 545, 380]];
    const runs = [
      ...column("One", 60, 100),
      ...column("Two", 320, 100),
      ...column("Three", 60, 420),
      ...column("Four", 320, 420),
    ];
    const types = blocksOf(runs, { images }).map(({ type, text }) =>
      type === "figure" ? "figure" : text.split(" ")[0],
    );
    expect(types).toEqual(["One", "Two", "figure", "Three", "Four"]);
  });

  it("may be three", () => {
    const runs = [50, 230, 410].flatMap((x, at) => column(["One", "Two", "Three"][at] ?? "", x, 100, 12, 32));
    expect(order(runs)).toEqual(["One", "Two", "Three"]);
  });

  it("need not end at one height", () => {
    expect(order([...column("Left", 60, 100, 20), ...column("Right", 320, 100, 6)])).toEqual(["Left", "Right"]);
  });
});

describe("What stands beside the text", () => {
  it("is an aside at the end where it is narrow and set smaller", () => {
    const note = linesOf(["A small note", "in the margin", "of the page"], { x: 30, baseline: 150, size: 7 });
    const blocks = blocksOf([...note, ...proseRuns(14, { x: 130 }, 80)]);
    expect(blocks.map(({ type }) => type)).toEqual(["paragraph", "aside"]);
    expect(blocks[1]?.text).toBe("A small note in the margin of the page");
  });

  it("is no column where it is a list's markers", () => {
    const items = proseLines(8, 50).flatMap((text, row) => [
      run({ text: `${row + 1}.`, x: 60, baseline: 100 + row * 14 }),
      run({ text, x: 85, baseline: 100 + row * 14 }),
    ]);
    const blocks = blocksOf(items);
    expect(blocks.map(({ type }) => type)).toEqual(Array.from({ length: 8 }, () => "list_item"));
  });

  it("is read by rows where it is a form's labels", () => {
    const labels = ["Name", "Place of birth", "Profession", "Telephone"];
    const values = ["Ada King", "London", "Countess", "none"];
    const runs = labels.flatMap((text, row) => [
      run({ text, x: 60, baseline: 100 + row * 24 }),
      run({ text: values[row] ?? "", x: 260, baseline: 100 + row * 24 }),
    ]);
    const text = textsOf(runs).join(" ").replace(/\s+/g, " ");
    expect(text).toBe("Name Ada King Place of birth London Profession Countess Telephone none");
  });
});

it("Every line of a page is read once, whatever the columns are", () => {
  const runs = [...column("Left", 60, 100, 20), ...column("Right", 320, 100, 20), ...column("Below", 60, 400, 5, 90)];
  const said = typedTexts(blocksOf(runs)).join(" ");
  for (const word of ["Left", "Right", "Below"]) expect(said.split(word)).toHaveLength(2);
});
