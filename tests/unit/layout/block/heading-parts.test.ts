/** Where headings begin and end among the rows around them. */
import { describe, expect, it } from "vitest";
import type { PageContent } from "../../../../lib/contracts/page-content.ts";
import { layOutPage } from "../../../../lib/layout/lay-out-page.ts";
import { pagesOfRuns, proseRuns, settled, textsOf } from "../../../support/laid-out.ts";
import { linesOf, pageOf, run, type TextRun } from "../../../support/page-builder.ts";

const below = proseRuns(6, { baseline: 140 });

function headings(...looks: Partial<TextRun>[]): string[] {
  const runs = looks.map((look, at) => run({ text: "", baseline: 100 + at * 12, bold: true, ...look }));
  return textsOf([...runs, ...below]).slice(0, -1);
}

describe("Two headings set as close as the lines of one", () => {
  it("are two where one is in capitals", () => {
    expect(headings({ text: "MATERIALS AND METHODS" }, { text: "Collection of samples" })).toHaveLength(2);
    expect(headings({ text: "MATERIALS AND METHODS" }, { text: "AND WHAT ELSE THERE IS" })).toHaveLength(1);
  });

  it("are two where both are numbered", () => {
    expect(headings({ text: "2 Materials" }, { text: "2.1 Samples" })).toHaveLength(2);
    expect(headings({ text: "Materials of version" }, { text: "2.1 Samples" })).toHaveLength(1);
  });

  it("are two where only the second is slanted", () => {
    expect(headings({ text: "Analysis" }, { text: "Counted samples", italic: true })).toHaveLength(2);
    const wide = "An analysis of what lives in the harbours of the nort";
    expect(headings({ text: wide.padEnd(58, "h") }, { text: "Ocimum sanctum", italic: true })).toHaveLength(1);
  });
});

it("A picture beside two rows does not part them", () => {
  const rows = [
    run({ text: "On the improvement of harbours using", size: 16, baseline: 100 }),
    run({ text: "the oil of fresh leaves and nothing", size: 16, baseline: 119 }),
  ];
  const picture = { images: [[460, 90, 500, 130]] as PageContent["images"] };
  const blocks = layOutPage(pageOf([...rows, ...proseRuns(6, { baseline: 160 })], 1, picture)).blocks;
  expect(blocks.map(({ block }) => block.text)).toContain(rows.map(({ text }) => text).join(" "));
});

describe("The text after a bold beginning of an item", () => {
  const item = (number: number, baseline: number, x: number): TextRun[] => [
    run({ text: `${number}. Select and simplify`, bold: true, baseline }),
    ...linesOf(["What is below it begins where the words of the item", "do, in both of its lines."], {
      baseline: baseline + 12,
      x,
    }),
  ];

  it("is the item's where it begins as its words do", () => {
    const blocks = layOutPage(pageOf([...item(1, 100, 87), ...item(2, 136, 87)])).blocks;
    expect(blocks.map(({ block }) => block.type)).toEqual(["list_item", "list_item"]);
  });

  it("is a paragraph of its own where it begins at the number", () => {
    const blocks = layOutPage(pageOf([...item(1, 100, 72), ...item(2, 136, 72)])).blocks;
    expect(blocks).toHaveLength(4);
  });
});

describe("A heading in larger type that its text runs on from", () => {
  const part = (text: string, baseline: number, size = 10.8, init: Partial<TextRun> = {}, gap = 5): TextRun[] => {
    const lead = run({ text, font: "Grotesque", size, baseline, ...init });
    return [
      lead,
      run({ text: "The work was done by all of those", x: lead.x + lead.width + gap, baseline }),
      ...linesOf(["who took part in it from the beginning to its end."], { baseline: baseline + 12 }),
    ];
  };
  const found = (...runs: TextRun[][]): string[] =>
    settled(pagesOfRuns([...proseRuns(6, { baseline: 100 }), ...runs.flat()])).flatMap(({ blocks }) =>
      blocks.flatMap(({ type, text }) => (type === "heading" ? [text] : [])),
    );

  it("is parted from it, without its stop", () => {
    expect(found(part("Funding.", 200), part("Data accessibility:", 240))).toEqual(["Funding", "Data accessibility"]);
  });

  it("is as large as the text where it is bold and a wide gap parts them", () => {
    const bold = (gap: number) =>
      found(part("Funding of it", 200, 10, { bold: true }, gap), part("Data of it", 240, 10, { bold: true }, gap));
    expect(bold(10)).toEqual(["Funding of it", "Data of it"]);
    expect(bold(5)).toEqual([]);
  });

  it("is none by itself, and none in the size of the text", () => {
    expect(found(part("Funding.", 200, 10.6))).toEqual([]);
    expect(found(part("Funding.", 200, 10.6), part("Data accessibility:", 240, 10.6))).toHaveLength(2);
    expect(found(part("Funding.", 200, 10), part("Data accessibility:", 240, 10))).toEqual([]);
  });
});

it.each([
  "Keywords: harbours, tides, gulls",
  "Amber, A., & Brown, B. (2019). On harbours and tides",
  "Of gulls https://example.org/gulls",
])("%s is no heading", (text) => {
  const sections = [
    "The first of the sections",
    "The second of the sections",
    "The third of the sections",
    "The fourth of the sections",
  ];
  const runs = [...sections, text].flatMap((line, at) => [
    run({ text: line, bold: true, baseline: 100 + at * 100 }),
    ...proseRuns(5, { baseline: 115 + at * 100 }),
  ]);
  const blocks = settled(pagesOfRuns(runs))[0]?.blocks ?? [];
  expect(blocks.filter(({ type }) => type === "heading").map((block) => block.text)).toEqual(sections);
});
