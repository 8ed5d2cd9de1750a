/** Items of lists: their markers, what belongs to them, how deep they are nested. */
import { describe, expect, it } from "vitest";
import { blocksOf, proseLines, proseRuns } from "../../support/laid-out.ts";
import { linesOf, run } from "../../support/page-builder.ts";

function items(runs: Parameters<typeof blocksOf>[0]) {
  return blocksOf(runs).map((block) =>
    block.type === "list_item" ? [block.level, block.marker, block.text] : [0, block.type, block.text],
  );
}

describe("An item", () => {
  it("has a marker that is not part of its text", () => {
    expect(items(linesOf(["• One thing", "• Another thing"]))).toEqual([
      [1, "•", "One thing"],
      [1, "•", "Another thing"],
    ]);
  });

  it.each([
    ["1.", true],
    ["2)", true],
    ["(a)", true],
    ["iv)", true],
    ["–", false],
    ["◦", false],
    ["[3]", true],
  ])("may begin with %s", (marker, ordered) => {
    const [block] = blocksOf(linesOf([`${marker} What it says`]));
    expect(block).toMatchObject({ type: "list_item", marker, ordered, text: "What it says" });
  });

  it("begins with no initial of a name and no year", () => {
    expect(items([...linesOf(["A. Turing wrote this."])])).toEqual([[0, "paragraph", "A. Turing wrote this."]]);
    expect(items([...linesOf(["1936 it was written."])])).toEqual([[0, "paragraph", "1936 it was written."]]);
  });

  it("goes on in lines that are set in behind its marker", () => {
    const [first = "", ...rest] = proseLines(3, 50);
    const runs = [
      run({ text: `• ${first}` }),
      ...linesOf(rest, { x: 82, baseline: 112 }),
      run({ text: "• Next one", baseline: 136 }),
    ];
    expect(items(runs).map(([level, marker]) => [level, marker])).toEqual([
      [1, "•"],
      [1, "•"],
    ]);
  });

  it("does not begin in running text where a line happens to start with a number", () => {
    const lines = proseLines(4);
    lines[2] = `3. ${lines[2]?.slice(3)}`;
    expect(items(linesOf(lines))).toHaveLength(1);
  });
});

describe("A list inside of a list", () => {
  it("is one level deeper, and the outer one goes on after it", () => {
    const at = (row: number, x: number, text: string) => run({ text, x, baseline: 100 + row * 14 });
    const runs = [
      at(0, 72, "1. First"),
      at(1, 92, "• Inner"),
      at(2, 112, "– Innermost"),
      at(3, 92, "• Inner again"),
      at(4, 72, "2. Second"),
    ];
    expect(items(runs)).toEqual([
      [1, "1.", "First"],
      [2, "•", "Inner"],
      [3, "–", "Innermost"],
      [2, "•", "Inner again"],
      [1, "2.", "Second"],
    ]);
  });

  it("starts anew after a paragraph", () => {
    const runs = [
      run({ text: "• Outer" }),
      run({ text: "• Inner", x: 92, baseline: 114 }),
      ...proseRuns(4, { baseline: 150 }),
      run({ text: "• Alone", x: 92, baseline: 220 }),
    ];
    expect(items(runs).at(-1)).toEqual([1, "•", "Alone"]);
  });
});
