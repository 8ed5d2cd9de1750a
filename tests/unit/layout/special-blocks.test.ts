/** Code, captions, notes, figures, contents, fields and remarks. */
import { describe, expect, it } from "vitest";
import type { Box } from "../../../lib/contracts/box.ts";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { blockOf, blocksOf, proseRuns, settled, typedTexts } from "../../support/laid-out.ts";
import { linesOf, pageOf, run } from "../../support/page-builder.ts";

describe("Code", () => {
  const code = (texts: readonly string[], from = 100) =>
    texts.map((text, row) =>
      run({
        text: text.trimStart(),
        x: 72 + (text.length - text.trimStart().length) * 6,
        width: text.trimStart().length * 6,
        baseline: from + row * 12,
        font: "Typewriter",
        monospace: true,
      }),
    );

  it("keeps its lines and their indentation", () => {
    const lines = ["function twice(x) {", "  if (x > 1) {", "    return 2 * x;", "  }", "}"];
    expect(blocksOf(code(lines))).toMatchObject([{ type: "code", text: lines.join("\n") }]);
  });

  it("keeps the spaces inside of its lines", () => {
    const lines = ["a    = 1;", "bcd  = 2;"];
    expect(blocksOf(code(lines))).toMatchObject([{ type: "code", text: lines.join("\n") }]);
  });

  it("keeps empty lines", () => {
    const blocks = blocksOf([...code(["one();", "two();"]), ...code(["three();"], 136)]);
    expect(blocks).toMatchObject([{ type: "code", text: "one();\ntwo();\n\nthree();" }]);
  });

  it("is no single line of it in running text", () => {
    const runs = [...proseRuns(3), ...code(["npm start"], 148), ...proseRuns(3, { baseline: 172 }, 60, 3)];
    expect(blocksOf(runs).map(({ type }) => type)).toEqual(["paragraph", "paragraph", "paragraph"]);
  });
});

describe("A caption", () => {
  it("is no sentence about a table or a figure, unless its label has a look of its own", () => {
    const sentence = run({ text: "Table 3 shows the harbours.", baseline: 100 });
    expect(blocksOf([sentence]).map(({ type }) => type)).toEqual(["paragraph"]);
    const label = run({ text: "Table 3", baseline: 100, bold: true });
    const rest = run({ text: "ships of all harbours.", x: 140, baseline: 100 });
    expect(blocksOf([label, rest]).map(({ type }) => type)).toEqual(["caption"]);
  });

  it.each([
    "Figure 3. What it shows",
    "Table 2: How much of it",
    "Fig. 1 The harbour",
    "Abbildung 4: Der Hafen",
    "図1 港",
  ])("begins with what it names: %s", (text) => {
    expect(blocksOf([run({ text, baseline: 300 }), ...proseRuns(4, { baseline: 400 })])[0]).toMatchObject({
      type: "caption",
      text,
    });
  });

  it("is no sentence that speaks of a figure in the middle of a paragraph", () => {
    const [one, two, three] = proseRuns(3);
    const runs = [one, { ...(two ?? run({ text: "" })), text: `Figure 3 ${two?.text.slice(9)}` }, three];
    expect(blocksOf(runs.flatMap((line) => line ?? [])).map(({ type }) => type)).toEqual(["paragraph"]);
  });
});

describe("A footnote", () => {
  it("stands below the text, is set smaller, and begins with its mark", () => {
    const mark = run({ text: "1", baseline: 697, size: 5 });
    const note = run({ text: "What the note says.", x: 76, baseline: 700, size: 8 });
    const blocks = blocksOf([...proseRuns(8), mark, note]);
    expect(blocks.at(-1)).toMatchObject({ type: "footnote", mark: "1", text: "What the note says." });
  });

  it("may be several, each with its own mark", () => {
    const notes = linesOf(["* The first of them, a short one.", "† The second of them, as short."], {
      baseline: 700,
      size: 8,
    });
    const blocks = blocksOf([...proseRuns(8), ...notes]);
    expect(blocks.flatMap((block) => (block.type === "footnote" ? [block.mark] : []))).toEqual(["*", "†"]);
  });

  it("is no small text without a mark", () => {
    const small = linesOf(["Printed on grey paper."], { baseline: 600, size: 8 });
    expect(blocksOf([...proseRuns(8), ...small]).some(({ type }) => type === "footnote")).toBe(false);
  });
});

describe("A table of contents", () => {
  const entries = ["Harbours", "Tides", "Lanterns", "Ropes and anchors", "Gulls"].map((title, at) => {
    const number = ` ${at * 7 + 3}`;
    return `${title} `.padEnd(70 - number.length, ".") + number;
  });

  it("has one block an entry, and none of them is a heading", () => {
    const page = layOutPage(pageOf([...linesOf(entries, { size: 12 }), ...proseRuns(12, { baseline: 300 })]));
    expect(page.blocks.filter(({ hints }) => hints.role === "TOC")).toHaveLength(5);
    expect(settled([page])[0]?.blocks.some(({ type }) => type === "heading")).toBe(false);
  });

  it("takes the line above it along", () => {
    const runs = [run({ text: "Contents", size: 16, bold: true, baseline: 70 }), ...linesOf(entries, { size: 12 })];
    const page = layOutPage(pageOf([...runs, ...proseRuns(12, { baseline: 300 })]));
    expect(page.blocks.filter(({ hints }) => hints.role === "TOC").map(({ block }) => block.text)).toContain(
      "Contents",
    );
  });

  it("is none where the numbers fall", () => {
    const falling = ["Harbours 12", "Tides 9", "Lanterns 7", "Gulls 3"];
    const runs = falling.map((text, at) => run({ text, baseline: 100 + at * 40 }));
    expect(layOutPage(pageOf(runs)).blocks.some(({ hints }) => hints.role === "TOC")).toBe(false);
  });
});

describe("A figure", () => {
  const box: Box = [100, 300, 400, 500];

  it("is a picture, with its box", () => {
    const figure = blockOf(blocksOf(proseRuns(4), { images: [box] }), "figure");
    expect(figure.box).toEqual(box);
  });

  it("is a drawing of several strokes, with the labels inside of it", () => {
    const strokes = [0, 1, 2, 3, 4].map((at): Box => [100 + at * 60, 300, 155 + at * 60, 500]);
    const label = run({ text: "Valve", x: 200, baseline: 400, size: 7 });
    const blocks = blocksOf([...proseRuns(8), label], { drawings: strokes });
    expect(typedTexts(blocks).slice(1)).toEqual(["figure: Valve"]);
  });

  it("takes no running text that is set on it", () => {
    const blocks = blocksOf(proseRuns(12, { baseline: 310, x: 105 }, 55), { images: [[90, 290, 420, 460]] });
    expect(blockOf(blocks, "paragraph").text.length).toBeGreaterThan(500);
  });

  it("is not the ground of a whole page, nor an ornament", () => {
    const images: Box[] = [
      [0, 0, 612, 792],
      [100, 300, 110, 310],
    ];
    expect(blocksOf(proseRuns(4), { images }).map(({ type }) => type)).toEqual(["paragraph"]);
  });

  it("is found on a page without text", () => {
    expect(blocksOf([], { images: [box] }).map(({ type }) => type)).toEqual(["figure"]);
  });
});

describe("What is laid over the page", () => {
  it("gives a block for each form field, with its value", () => {
    const fields = [
      { box: [72, 300, 200, 320] as Box, kind: "text" as const, name: "town", value: "Husum", checked: false },
      { box: [72, 330, 82, 340] as Box, kind: "checkbox" as const, name: "adult", value: "", checked: true },
    ];
    const blocks = blocksOf(proseRuns(2), { fields }).filter(({ type }) => type === "field");
    expect(blocks).toMatchObject([
      { kind: "text", name: "town", text: "Husum" },
      { kind: "checkbox", name: "adult", checked: true, text: "" },
    ]);
    expect(blocks[0]).not.toHaveProperty("checked");
  });

  it("gives a block for each remark that says something", () => {
    const box: Box = [72, 300, 200, 320];
    const annotations = [
      { box, kind: "Text", text: "Check this." },
      { box, kind: "Highlight", text: " " },
    ];
    const blocks = blocksOf(proseRuns(2), { annotations }).filter(({ type }) => type === "annotation");
    expect(blocks).toMatchObject([{ kind: "Text", text: "Check this.", box }]);
  });
});
