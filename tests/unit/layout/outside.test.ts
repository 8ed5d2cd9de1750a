/** Which text lies beside the page. */
import { describe, expect, it } from "vitest";
import type { PageContent } from "../../../lib/contracts/page-content.ts";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { findOutside } from "../../../lib/layout/outside.ts";
import { pageOf, run, type TextRun } from "../../support/page-builder.ts";

/** The characters that are found to be outside. */
function outsideOf(page: PageContent): string {
  const places = [...(findOutside(page) ?? [])];
  return places.map((at) => String.fromCodePoint(page.glyphs.codes[at] ?? 0)).join("");
}

const seen = run({ text: "Seen" });

describe("Text beside the page", () => {
  it.each<[string, Partial<TextRun>]>([
    ["to the left", { x: -100 }],
    ["to the right", { x: 620 }],
    ["above", { baseline: -20 }],
    ["below", { baseline: 820 }],
    ["turned, to the left", { angle: 90, x: -20, baseline: 400 }],
    ["at a slant, below", { angle: 45, baseline: 1_000 }],
    ["down a column, to the right", { vertical: true, x: 640 }],
  ])("%s is outside", (_, place) => {
    expect(outsideOf(pageOf([seen, run({ text: "Slug line", ...place }), seen]))).toBe("Slug line");
  });

  it("is none where all is on the page", () => {
    expect(findOutside(pageOf([seen]))).toBeUndefined();
  });

  it("is no line that runs over the edge, whose end nobody sees", () => {
    expect(outsideOf(pageOf([run({ text: "Over the edge and far away", x: 560 })]))).toBe("");
    expect(outsideOf(pageOf([run({ text: "From outside onto the page", x: -60 })]))).toBe("");
  });

  it("is a line of its own when another line of the same style is on the page", () => {
    expect(outsideOf(pageOf([seen, run({ text: "Below", baseline: 900 })]))).toBe("Below");
  });

  it("does not come onto the page by its spaces", () => {
    expect(outsideOf(pageOf([run({ text: "Out    ", x: -18 })]))).toBe("Out    ");
  });

  it("is told apart in the layout", () => {
    const { blocks } = layOutPage(pageOf([seen, run({ text: "Slug line", baseline: 900 })]));
    expect(blocks.map(({ block }) => [block.type, block.text])).toEqual([
      ["paragraph", "Seen"],
      ["hidden", "Slug line"],
    ]);
    expect(blocks[1]?.block).toMatchObject({ reason: "outside_page" });
  });
});
