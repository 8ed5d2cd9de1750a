/** Numbered headings in the line of the text that they head. */
import { expect, it } from "vitest";
import { layOutPage } from "../../../../lib/layout/lay-out-page.ts";
import { linesOf, pageOf, run } from "../../../support/page-builder.ts";

const REST = [
  "We took all of them from the bridge",
  "in the early morning of one day in May, and",
  "brought them home before night fell.",
];

function textsOf(head: string, look: { italic?: boolean; bold?: boolean }): string[] {
  const first = run({ text: head, ...look });
  const [start = "", ...lines] = REST;
  const after = run({ text: start, x: 72 + 5 * (head.length + 1) });
  return layOutPage(pageOf([first, after, ...linesOf(lines, { baseline: 112 })])).blocks.map(({ block }) => block.text);
}

it("parts a numbered heading in a setting of its own from the text", () => {
  expect(textsOf("2.1. Samples.", { italic: true })).toEqual(["2.1. Samples", REST.join(" ")]);
  expect(textsOf("2.1 Samples:", { bold: true })).toEqual(["2.1 Samples", REST.join(" ")]);
});

it("leaves it where it is without a number of two parts, a setting of its own or a stop", () => {
  expect(textsOf("Samples.", { italic: true })).toHaveLength(1);
  expect(textsOf("2. Samples.", { italic: true })).toHaveLength(1);
  expect(textsOf("2.1. Samples.", {})).toHaveLength(1);
  expect(textsOf("2.1. Samples", { italic: true })).toHaveLength(1);
});
