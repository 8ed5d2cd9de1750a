/** Lines to paragraphs: where one ends and the next begins. */
import { describe, expect, it } from "vitest";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { blocksOf, proseLines, proseRuns, textsOf } from "../../support/laid-out.ts";
import { linesOf, pageOf, run } from "../../support/page-builder.ts";

function wordsThatBegin(texts: readonly string[]): string[] {
  return texts.map((text) => text.split(" ")[0] ?? "");
}

describe("A paragraph ends", () => {
  it("before a line that is indented", () => {
    const [first = "", ...rest] = proseLines(4, 60, 3);
    const runs = [
      ...proseRuns(4),
      run({ text: first.slice(0, 57), x: 87, baseline: 148 }),
      ...linesOf(rest, { baseline: 160 }),
    ];
    expect(textsOf(runs)).toHaveLength(2);
  });

  it("after a line that leaves room for the next word", () => {
    const runs = [
      ...proseRuns(3),
      run({ text: "and so it ends.", baseline: 136 }),
      ...proseRuns(3, { baseline: 148 }, 60, 4),
    ];
    expect(textsOf(runs)).toHaveLength(2);
  });

  it("at a wider distance than its lines have", () => {
    expect(textsOf([...proseRuns(4), ...proseRuns(4, { baseline: 156 }, 60, 4)])).toHaveLength(2);
  });

  it("at another size", () => {
    const runs = [run({ text: "A larger line above it", size: 16, baseline: 84 }), ...proseRuns(4)];
    expect(wordsThatBegin(textsOf(runs))).toEqual(["A", "Harbour"]);
  });

  it("where a bold line does", () => {
    const runs = [run({ text: "A bold line that says what follows", bold: true, baseline: 88 }), ...proseRuns(4)];
    expect(wordsThatBegin(textsOf(runs))).toEqual(["A", "Harbour"]);
  });

  it("where a line in a font of its own does", () => {
    const runs = [run({ text: "A line in another font", font: "Grotesque", baseline: 88 }), ...proseRuns(4)];
    expect(wordsThatBegin(textsOf(runs))).toEqual(["A", "Harbour"]);
  });

  it("before the next entry of a list whose entries hang out", () => {
    const entry = (name: string, at: number) => [
      run({ text: `${name} ${proseLines(1, 55)[0]?.slice(0, -1)},`.slice(0, 60), baseline: at }),
      run({ text: proseLines(1, 57, 3)[0]?.slice(0, -1) ?? "", x: 87, baseline: at + 12 }),
      run({ text: (proseLines(1, 57, 5)[0] ?? "").toLowerCase(), x: 87, baseline: at + 24 }),
    ];
    const runs = ["Able", "Baker", "Carter"].flatMap((name, at) => entry(name, 100 + at * 36));
    expect(wordsThatBegin(textsOf(runs))).toEqual(["Able", "Baker", "Carter"]);
  });
});

describe("A paragraph goes on", () => {
  it("over a bold word inside of it", () => {
    const [one, two, three] = proseRuns(3);
    const runs = [one, two, three].flatMap((line) => line ?? []);
    const bold = run({ text: "bold", bold: true, x: 72 + 60 * 5 + 3, baseline: 112 });
    expect(textsOf([...runs, bold])).toHaveLength(1);
  });

  it("over centred lines, and lines flush to the far side", () => {
    const at = (starts: number[], widths: number[]) =>
      starts.map((x, row) => run({ text: `line ${row}`, x, width: widths[row] ?? 0, baseline: 100 + row * 12 }));
    expect(textsOf(at([100, 120, 110], [200, 160, 180]))).toHaveLength(1);
    expect(textsOf(at([150, 120, 170, 140], [150, 180, 130, 160]))).toHaveLength(1);
  });

  it("in lines set wider apart, when all are", () => {
    const lines = proseLines(6).map((text, row) => run({ text, baseline: 100 + row * 20 }));
    expect(textsOf(lines)).toHaveLength(1);
  });
});

describe("Lines that are joined", () => {
  it("make whole words of those that a hyphen parts", () => {
    expect(textsOf(linesOf(["A para-", "graph of 1990-", "2000 at http://", "example.org"]))).toEqual([
      "A paragraph of 1990-2000 at http://example.org",
    ]);
  });

  it("keep the hyphen of a compound that the page writes elsewhere", () => {
    const lines = ["A well-known harbour and one that is well-", "known as well, the para-", "graph says."];
    expect(textsOf(linesOf(lines))).toEqual([
      "A well-known harbour and one that is well-known as well, the paragraph says.",
    ]);
  });

  it("lose soft hyphens, at their ends and inside of them", () => {
    expect(textsOf(linesOf(["The har\u00ADbour is a para\u00AD", "graph."]))).toEqual(["The harbour is a paragraph."]);
  });

  it("have no space between Chinese or Japanese characters, and one between Korean words", () => {
    expect(textsOf(linesOf(["潮汐表は港", "ごとに"], { width: 50 }))).toEqual(["潮汐表は港ごとに"]);
    expect(textsOf(linesOf(["바다는 조용", "히 찬다"]))).toEqual(["바다는 조용 히 찬다"]);
  });
});

describe("A block", () => {
  it("has the box around all of its lines, in points from the top left", () => {
    expect(blocksOf(linesOf(["Two lines", "of text here"]))).toMatchObject([{ box: [72, 92, 132, 114] }]);
  });

  it("has an id that names its page and its place", () => {
    const page = layOutPage(pageOf([...proseRuns(3), ...proseRuns(3, { baseline: 160 })], 7));
    expect(page.blocks.map(({ block }) => [block.id, block.page])).toEqual([
      ["p7-1", 7],
      ["p7-2", 7],
    ]);
  });

  it("knows how many lines it has, and how most of it is set", () => {
    const [laid] = layOutPage(pageOf(linesOf(["Two lines", "of text here"]))).blocks;
    expect(laid?.hints).toMatchObject({ lines: 2, size: 10, look: "10||Serif" });
  });
});
