/** Raised and lowered words, initials: what belongs to a line without standing on its baseline. */
import { describe, expect, it } from "vitest";
import { blocksOf, proseRuns, textsOf } from "../../support/laid-out.ts";
import { linesOf, run } from "../../support/page-builder.ts";

describe("A raised or lowered word", () => {
  it("stays in its line, and its span says so", () => {
    const runs = [run({ text: "E = mc", x: 72 }), run({ text: "2", x: 102, baseline: 96, size: 6 })];
    const [block] = blocksOf(runs);
    expect(block?.text).toBe("E = mc2");
    expect(block?.spans.at(-1)).toMatchObject({ text: "2", script: "super" });
  });

  it("below the line is a subscript", () => {
    const runs = [
      run({ text: "H", x: 72 }),
      run({ text: "2", x: 77, baseline: 102, size: 6 }),
      run({ text: "O", x: 80 }),
    ];
    const [block] = blocksOf(runs);
    expect(block?.spans.map(({ text, script }) => [text, script])).toEqual([
      ["H", undefined],
      ["2", "sub"],
      ["O", undefined],
    ]);
  });

  it("stays in its line where the file draws it after everything else", () => {
    const [first, second] = linesOf(["The first line ends here", "and a second one follows it."]);
    const mark = run({ text: "3", x: 72 + 24 * 5, baseline: 96, size: 6 });
    expect(textsOf([first, second, mark].flatMap((one) => one ?? []))).toEqual([
      "The first line ends here3 and a second one follows it.",
    ]);
  });

  it("belongs to the line that it is raised from, not to the one above", () => {
    const [first, second] = linesOf(["A line above that is long", "a line that ends here,"]);
    const mark = run({ text: "7", x: 72 + 22 * 5, baseline: 108, size: 6 });
    const runs = [first, second, mark, ...linesOf(["then a third line of it."], { baseline: 124 })];
    expect(textsOf(runs.flatMap((one) => one ?? []))).toEqual([
      "A line above that is long a line that ends here,7 then a third line of it.",
    ]);
  });

  it("of the same baseline is not raised, however small", () => {
    const [block] = blocksOf([run({ text: "large", x: 72 }), run({ text: "small", x: 100, size: 6 })]);
    expect(block?.text).toBe("large small");
    expect(block?.spans.every(({ script }) => script === undefined)).toBe(true);
  });
});

describe("An initial", () => {
  it("over several lines begins the word that it stands before", () => {
    const initial = run({ text: "O", x: 72, baseline: 124, size: 38, width: 27 });
    const lines = linesOf(["nce the harbour lay in the", "morning light and nothing", "moved upon the water."], {
      x: 100,
    });
    const rest = linesOf(["Slowly the tide came in and the boats rose"], { baseline: 136 });
    const text = textsOf([initial, ...lines, ...rest]).join(" ");
    expect(text).toBe(
      "Once the harbour lay in the morning light and nothing moved upon the water. Slowly the tide came in and the boats rose",
    );
  });
});

it("Lines of two columns on one baseline stay apart", () => {
  const texts = textsOf([...proseRuns(8, { x: 50 }, 45), ...proseRuns(8, { x: 310 }, 45, 5)]);
  expect(texts).toHaveLength(2);
});
