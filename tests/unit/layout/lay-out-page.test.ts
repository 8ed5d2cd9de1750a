/** Runs to blocks: words, lines, reading order, paragraphs, in each script. */
import { describe, expect, it } from "vitest";
import type { TextRun } from "../../../lib/contracts/page-content.ts";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { linesOf, pageOf, run } from "../../support/page-builder.ts";

function textsOf(runs: readonly TextRun[]): string[] {
  return layOutPage(pageOf(runs)).blocks.map((block) => block.text);
}

describe("words and lines", () => {
  it("sets a space for a gap, none for kerning", () => {
    expect(textsOf([run({ text: "Hello", x: 72 }), run({ text: "there", x: 100 })])).toEqual(["Hello there"]);
    expect(textsOf([run({ text: "Hel", x: 72 }), run({ text: "lo", x: 87.8 })])).toEqual(["Hello"]);
  });

  it("sets a space where the engine saw one, however narrow", () => {
    const runs = [
      run({ text: "Hello", x: 72 }),
      run({ text: " ", x: 97, width: 0.5 }),
      run({ text: "there", x: 97.5 }),
    ];
    expect(textsOf(runs)).toEqual(["Hello there"]);
  });

  it("keeps superscripts in their line", () => {
    expect(textsOf([run({ text: "E = mc", x: 72 }), run({ text: "2", x: 102, baseline: 96, fontSize: 6 })])).toEqual([
      "E = mc2",
    ]);
  });

  it("keeps the cells of a row apart and rows on lines of their own", () => {
    const row = (y: number, cells: string[]) =>
      cells.map((text, column) => run({ text, x: 72 + column * 90, baseline: y }));
    const runs = [...row(100, ["Pier", "06:12"]), ...row(114, ["Quay", "07:05"])];
    expect(textsOf(runs)).toEqual(["Pier  06:12\nQuay  07:05"]);
  });

  it("drops text drawn twice to look bold, and keeps doubled letters", () => {
    expect(textsOf([run({ text: "Title", x: 72 }), run({ text: "Title", x: 72.3 })])).toEqual(["Title"]);
    expect(textsOf([run({ text: "l", x: 72, width: 2.2 }), run({ text: "l", x: 74.2, width: 2.2 })])).toEqual(["ll"]);
  });

  it("turns ligatures and presentation forms into letters, and puts accents on theirs", () => {
    expect(textsOf([run({ text: "e\uFB03cient na\u00A8\u0131ve" })])).toEqual(["efficient naïve"]);
    expect(textsOf([run({ text: "\uFEF3\uFEFC", direction: "rtl" })])).toEqual(["يلا"]);
  });

  it("marks what could not be decoded, and warns", () => {
    const page = layOutPage(pageOf([run({ text: "a\u0003b\uFFFDc" })]));
    expect(page.blocks[0]?.text).toBe("a\uFFFDb\uFFFDc");
    expect(page.warnings).toMatchObject([{ code: "text_undecodable", page: 1 }]);
  });
});

describe("reading order", () => {
  it("reads column after column when the stream does", () => {
    const left = linesOf(["Left one", "left two."]);
    const right = linesOf(["Right one", "right two."], { x: 320 });
    expect(textsOf([...left, ...right])).toEqual(["Left one left two.", "Right one right two."]);
  });

  it("orders a right-to-left line from the right, numbers and Latin words from the left", () => {
    const runs = [
      run({ text: "שלום", x: 320, direction: "rtl" }),
      run({ text: "PDF", x: 280 }),
      run({ text: "1.7", x: 299 }),
      run({ text: "עולם", x: 250, direction: "rtl" }),
    ];
    expect(textsOf(runs)).toEqual(["שלום PDF 1.7 עולם"]);
  });

  it("joins the columns of vertical writing from right to left, without spaces", () => {
    const columns = ["海は静かに", "満ちてくる"].map((text, index) =>
      run({ text, direction: "ttb", baseline: 500 - index * 16, y: 100 }),
    );
    expect(textsOf(columns)).toEqual(["海は静かに満ちてくる"]);
  });

  it("puts a stamp on the margin behind the text that it would tear", () => {
    const [first, second] = linesOf(["One sentence over", "two lines."]) as [TextRun, TextRun];
    const stamp = run({ text: "Draft", x: 20, baseline: 30, angle: 90, width: 10, height: 25 });
    const page = layOutPage(pageOf([first, stamp, second]));
    expect(page.blocks.map((block) => [block.text, block.turned])).toEqual([
      ["One sentence over two lines.", false],
      ["Draft", true],
    ]);
  });
});

describe("paragraphs", () => {
  it("joins lines, and words parted by a hyphen", () => {
    expect(textsOf(linesOf(["A para-", "graph of 1990-", "2000 at http://", "example.org"]))).toEqual([
      "A paragraph of 1990-2000 at http://example.org",
    ]);
  });

  it("joins Chinese and Japanese without spaces, Korean with", () => {
    expect(textsOf(linesOf(["潮汐表は 港", "ごとに"]))).toEqual(["潮汐表は港ごとに"]);
    expect(textsOf(linesOf(["바다는 조용", "히 찬다"]))).toEqual(["바다는 조용 히 찬다"]);
  });

  it("begins a new one at a wider distance, an indent, another size, a bullet", () => {
    const runs = [
      ...linesOf(["First line of one", "second line of one"]),
      ...linesOf(["After a rather wide gap"], { baseline: 150 }),
      run({ text: "Indented", x: 92, baseline: 162 }),
      run({ text: "Larger", baseline: 176, fontSize: 16 }),
      run({ text: "• Item", baseline: 192 }),
      run({ text: "• Next", baseline: 204 }),
    ];
    expect(textsOf(runs)).toEqual([
      "First line of one second line of one",
      "After a rather wide gap",
      "Indented",
      "Larger",
      "• Item",
      "• Next",
    ]);
  });

  it("keeps centred lines and lines flush to the far margin together", () => {
    const at = (starts: number[], widths: number[]) =>
      starts.map((x, row) => run({ text: `line ${row}`, x, width: widths[row] ?? 0, baseline: 100 + row * 12 }));
    expect(textsOf(at([100, 120, 110], [200, 160, 180]))).toHaveLength(1);
    expect(textsOf(at([150, 120, 170, 140], [150, 180, 130, 160]))).toHaveLength(1);
  });

  it("gives the box around all lines and the size of most of them", () => {
    const [block] = layOutPage(pageOf(linesOf(["Two lines", "of text here"]))).blocks;
    expect(block).toMatchObject({ box: [72, 92, 132, 114], font_size: 10, lines: 2 });
  });
});

it("comes to an end on a page of a hundred thousand runs, whatever they look like", () => {
  const grids: ((index: number) => Partial<TextRun>)[] = [
    () => ({}),
    (index) => ({ baseline: 100 + index * 12 }),
    (index) => ({ x: index }),
    (index) => ({ x: -index * 5, direction: "rtl", text: "ש" }),
  ];
  for (const place of grids) {
    const runs = Array.from({ length: 100_000 }, (_, index) => run({ text: "x-", ...place(index) }));
    const { blocks } = layOutPage(pageOf(runs));
    expect(blocks.length).toBeGreaterThan(0);
  }
});
