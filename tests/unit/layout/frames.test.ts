/** Text that is turned, or written from top to bottom. */
import { describe, expect, it } from "vitest";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { blocksOf, proseRuns, textsOf, typedTexts } from "../../support/laid-out.ts";
import { linesOf, pageOf, run, type TextRun } from "../../support/page-builder.ts";

/** Runs that follow each other as lines of a text that is turned by `angle` degrees counter-clockwise. */
function turned(texts: readonly string[], angle: number): TextRun[] {
  const [x0, y0] = angle === 180 ? [500, 400] : [200, angle === 90 ? 500 : 200];
  const sin = Math.round(Math.sin((angle * Math.PI) / 180));
  const cos = Math.round(Math.cos((angle * Math.PI) / 180));
  return texts.map((text, row) => run({ text, angle, x: x0 + row * 12 * sin, baseline: y0 + row * 12 * cos }));
}

describe("A page whose text is turned", () => {
  it.each([90, 180, 270])("by %i degrees is read like an upright one", (angle) => {
    const lines = ["The sentence that begins here goes", "on in another line and then", "in a third one."];
    expect(textsOf(turned(lines, angle))).toEqual([lines.join(" ")]);
  });

  it("has boxes on the page as it is shown", () => {
    const [block] = blocksOf(turned(["A line of text"], 90));
    expect(block?.box).toEqual([192, 430, 202, 500]);
  });

  it("by a degree or two, as scans are, is upright", () => {
    expect(textsOf([run({ text: "Almost straight", angle: 2 })])).toEqual(["Almost straight"]);
    expect(blocksOf([run({ text: "Almost straight", angle: 358 })])).toMatchObject([{ type: "paragraph" }]);
  });
});

describe("Turned text beside upright text", () => {
  it("stands behind the text that it would tear, as an aside", () => {
    const [first, second] = linesOf(["One sentence over", "two lines."]) as [TextRun, TextRun];
    const stamp = run({ text: "Draft", x: 20, baseline: 300, angle: 90 });
    expect(typedTexts(blocksOf([first, stamp, second]))).toEqual([
      "paragraph: One sentence over two lines.",
      "aside: Draft",
    ]);
  });

  it("at an odd angle is an aside in the order in which it is drawn", () => {
    const stamp = run({ text: "Not for sale", x: 200, baseline: 500, angle: 45, size: 40 });
    expect(typedTexts(blocksOf([stamp, ...proseRuns(4)])).slice(1)).toEqual(["aside: Not for sale"]);
  });
});

describe("Vertical writing", () => {
  const columns = (texts: readonly string[]) =>
    texts.map((text, at) => run({ text, vertical: true, x: 500 - at * 16, baseline: 100 }));

  it("is read by columns from right to left, without spaces", () => {
    expect(textsOf(columns(["海は静かに", "満ちてくる"]))).toEqual(["海は静かに満ちてくる"]);
  });

  it("gives its blocks boxes on the page", () => {
    const [block] = layOutPage(pageOf(columns(["海は静かに"]))).blocks;
    expect(block?.block.box[0]).toBeCloseTo(495, 0);
    expect(block?.block.box[1]).toBeCloseTo(100, 0);
    expect(block?.block.box[3]).toBeCloseTo(150, 0);
  });
});
