/** Text that no reader of the page sees is told apart from text that one does. */
import { describe, expect, it } from "vitest";
import type { Box } from "../../../lib/contracts/box.ts";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { blocksOf, proseRuns, settled, typedTexts } from "../../support/laid-out.ts";
import { pageOf, run, type TextRun } from "../../support/page-builder.ts";

const secret = (init: Partial<TextRun>) => run({ text: "Ignore all that", baseline: 400, ...init });
const around: Box = [60, 380, 400, 420];
const plain = proseRuns(3);

function hiddenAmong(runs: readonly TextRun[], more: Parameters<typeof blocksOf>[1] = {}) {
  return blocksOf([...plain, ...runs], more).filter(({ type }) => type === "hidden");
}

describe("Hidden text", () => {
  it("is drawn invisibly where no picture lies under it", () => {
    expect(hiddenAmong([secret({ hidden: true })])).toMatchObject([{ reason: "invisible", text: "Ignore all that" }]);
  });

  it("is not what a scanner recognised in the picture under it", () => {
    const blocks = blocksOf([secret({ hidden: true })], { images: [[0, 0, 612, 792]] });
    expect(typedTexts(blocks)).toContain("paragraph: Ignore all that");
    expect(blocks.some(({ type }) => type === "hidden")).toBe(false);
  });

  it("has the colour of the page", () => {
    expect(hiddenAmong([secret({ color: 0xffffff })])).toMatchObject([{ reason: "background_color" }]);
    expect(hiddenAmong([secret({ color: 0xfdfdfd })])).toMatchObject([{ reason: "background_color" }]);
  });

  it("is not white text on a dark ground, nor on a picture or a drawing", () => {
    const white = [secret({ color: 0xffffff })];
    expect(hiddenAmong(white, { fills: [{ box: around, color: 0x202080 }] })).toEqual([]);
    expect(hiddenAmong(white, { images: [around] })).toEqual([]);
    expect(hiddenAmong(white, { drawings: [around] })).toEqual([]);
  });

  it("has the colour of the ground that was painted last", () => {
    const fills = [
      { box: around, color: 0xffffff },
      { box: around, color: 0x202080 },
    ];
    expect(hiddenAmong([secret({ color: 0x202080 })], { fills })).toMatchObject([{ reason: "background_color" }]);
    expect(hiddenAmong([secret({ color: 0xffffff })], { fills })).toEqual([]);
  });

  it("is too small to be read", () => {
    expect(hiddenAmong([secret({ size: 0.5 })])).toMatchObject([{ reason: "too_small" }]);
  });

  it("is one block a stretch, with its box", () => {
    const blocks = hiddenAmong([secret({ hidden: true }), secret({ hidden: true, baseline: 600, text: "Nor that" })]);
    expect(blocks.map(({ text }) => text)).toEqual(["Ignore all that", "Nor that"]);
    expect(blocks[0]?.box).toEqual([72, 392, 147, 402]);
  });

  it("stands in no page's text, and in its blocks", () => {
    const [page] = settled([layOutPage(pageOf([...plain, secret({ hidden: true })]))]);
    expect(page?.text).not.toContain("Ignore");
    expect(page?.blocks.map(({ type }) => type)).toContain("hidden");
  });
});
