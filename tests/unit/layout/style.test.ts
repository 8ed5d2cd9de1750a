/** Roles of font sizes, settled from summaries of pages. */
import { expect, it } from "vitest";
import { applyStyle } from "../../../lib/layout/apply-style.ts";
import { layOutPage } from "../../../lib/layout/lay-out-page.ts";
import { settleStyle } from "../../../lib/layout/settle-style.ts";
import { summarisePage } from "../../../lib/layout/summarise-page.ts";
import { linesOf, pageOf, run } from "../../support/page-builder.ts";

const body = linesOf(Array.from({ length: 12 }, () => "A line of the body of the text."));
const laidOut = layOutPage(
  pageOf([
    run({ text: "The title", fontSize: 20, baseline: 40 }),
    run({ text: "A section", fontSize: 14, baseline: 70 }),
    ...body,
    run({ text: "a note", fontSize: 7, baseline: 400 }),
    run({ text: "12", fontSize: 14, baseline: 500 }),
  ]),
);

it("takes the size of most characters for the body and larger ones for headings", () => {
  expect(settleStyle([summarisePage(laidOut)])).toEqual({ body_size: 10, heading_sizes: [20, 14] });
});

it("makes headings of blocks in those sizes that hold words", () => {
  const page = applyStyle(laidOut, settleStyle([summarisePage(laidOut)]));
  expect(page.blocks.map((block) => (block.type === "heading" ? block.level : block.text.slice(0, 6)))).toEqual([
    1,
    2,
    "A line",
    "a note",
    "12",
  ]);
  expect(page.text.startsWith("The title\n\nA section\n\nA line of the body")).toBe(true);
});

it("makes no heading of turned text", () => {
  const stamp = run({ text: "Stamp", fontSize: 20, angle: 90, baseline: 30, width: 20, height: 50 });
  const page = layOutPage(pageOf([...body, stamp]));
  const style = settleStyle([summarisePage(page)]);
  expect(applyStyle(page, style).blocks.map((block) => block.type)).toEqual(["paragraph", "paragraph"]);
});

it("keeps at most six levels, the most used", () => {
  const summary = {
    ...summarisePage(laidOut),
    sizes: [10, 12, 13, 14, 15, 16, 17, 18].map((s): [number, number] => [s, s === 10 ? 9000 : 200 - s]),
  };
  expect(settleStyle([summary]).heading_sizes).toEqual([17, 16, 15, 14, 13, 12]);
});

it("does not depend on the order of the pages", () => {
  const other = { ...summarisePage(laidOut), number: 2, sizes: [[9, 400] as [number, number]] };
  const one = summarisePage(laidOut);
  expect(settleStyle([one, other])).toEqual(settleStyle([other, one]));
});

it("knows no body without text", () => {
  expect(settleStyle([])).toEqual({ body_size: 0, heading_sizes: [] });
});
