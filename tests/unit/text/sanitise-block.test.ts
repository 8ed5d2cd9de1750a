/** Blocks stay of one piece when characters are taken out of them. */

import { describe, expect, it } from "vitest";
import type { ResultBlock, Span } from "../../../lib/contracts/result-block.ts";
import { sanitiseBlock } from "../../../lib/text/sanitise-block.ts";
import { fc } from "../../support/property.ts";

const span = (text: string, own: Partial<Span> = {}): Span => ({ text, font: "F", size: 10, ...own });
const common = (spans: Span[]) => ({
  id: "p1-1",
  page: 1,
  box: [0, 0, 1, 1] as [number, number, number, number],
  text: spans.map(({ text }) => text).join(""),
  spans,
});
const paragraph = (...spans: Span[]): ResultBlock => ({ type: "paragraph", ...common(spans) });

describe("sanitiseBlock", () => {
  it("gives back the block itself where nothing has to go", () => {
    const block = paragraph(span("sound"), span(" text"));
    expect(sanitiseBlock(block, {})).toBe(block);
  });

  it("cuts spans as it cuts the text, also over the end of a span, and leaves out what is empty", () => {
    const removed = {};
    const block = paragraph(span("a "), span(" \u200B", { bold: true }), span(" b\0"), span("\u202Ec"));
    expect(sanitiseBlock(block, removed)).toMatchObject({ text: "a bc", spans: [span("a "), span("b"), span("c")] });
    expect(removed).toEqual({ blank: 2, zero_width: 1, control: 1, bidi: 1 });
  });

  it("leaves the blanks of code alone", () => {
    const code: ResultBlock = { type: "code", ...common([span("a\n    b\0  c")]) };
    expect(sanitiseBlock(code, {}).text).toBe("a\n    b  c");
  });

  it("makes a table's text anew of its cells", () => {
    const cell = (row: number, column: number, text: string) => ({
      ...{
        row,
        column,
        row_span: 1,
        column_span: 1,
        header: false,
        box: [0, 0, 1, 1] as [number, number, number, number],
      },
      ...{ text, spans: [span(text)] },
    });
    const cells = [cell(0, 0, "a\0"), cell(0, 1, "b  c"), cell(1, 0, "d"), cell(1, 1, "")];
    const table: ResultBlock = { type: "table", rows: 2, columns: 2, cells, ...common([]), text: "a\0\tb  c\nd\t" };
    expect(sanitiseBlock(table, {})).toMatchObject({
      text: "a\tb  c\nd\t",
      cells: [{ text: "a", spans: [span("a")] }, {}, {}, {}],
    });
  });

  it("also cleans what a block says besides its text", () => {
    const field: ResultBlock = { type: "field", kind: "text", name: "a\u202Eb", ...common([span("x")]) };
    expect(sanitiseBlock(field, {})).toMatchObject({ name: "ab", text: "x" });
  });

  it("keeps spans and text saying the same, for any text cut anywhere", () => {
    const piece = fc.string({ unit: "binary", maxLength: 12 });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const block = sanitiseBlock(paragraph(...pieces.map((text) => span(text))), {});
        expect(block.spans.map(({ text }) => text).join("")).toBe(block.text);
      }),
      { numRuns: 2_000 },
    );
  });
});
