/** What is let out of a sandbox thread as a page, and what is not. */
import { describe, expect, it } from "vitest";
import type { PageContent } from "../../../../lib/contracts/page-content.ts";
import { pageContentSchema } from "../../../../lib/pdf/sandbox/page-check.ts";
import { pageOf, run } from "../../../support/page-builder.ts";

const box = [1, 2, 3, 4] as const;

/** One of everything. */
const full: PageContent = pageOf([run({ text: "Two" }), run({ text: "styles", bold: true, mark: 0 })], 3, {
  rulings: [{ x0: 1, y0: 2, x1: 3, y1: 2, width: 1 }],
  fills: [{ box: [...box], color: 0xff0000 }],
  images: [[...box]],
  drawings: [[...box]],
  links: [
    { box: [...box], url: "https://example.org" },
    { box: [...box], page: 2 },
  ],
  fields: [{ box: [...box], kind: "checkbox", name: "n", value: "", checked: true }],
  annotations: [{ box: [...box], kind: "Text", text: "note" }],
  structure: [
    { role: "Table", parent: -1, marks: [] },
    { role: "TD", parent: 0, marks: [0], alt: "a", rowSpan: 2, columnSpan: 1 },
  ],
  undecodableFonts: ["Any"],
  warnings: [{ code: "page_incomplete", message: "m", page: 3 }],
});

const isLetOut = (page: unknown) => pageContentSchema.safeParse(page).success;
const withGlyphs = (glyphs: Partial<PageContent["glyphs"]>) => ({ ...full, glyphs: { ...full.glyphs, ...glyphs } });
const changed = <T extends { slice(): T; [index: number]: number }>(array: T, value: number): T => {
  const copy = array.slice();
  copy[1] = value;
  return copy;
};

describe("A page from a thread", () => {
  it("is let out whole when it is one", () => {
    expect(pageContentSchema.parse(full)).toEqual(full);
    expect(isLetOut(pageOf([]))).toBe(true);
  });

  const { glyphs } = full;
  it.each<[string, unknown]>([
    ["nothing", null],
    ["a page with a member that the contract does not have", { ...full, script: "x" }],
    ["a page without fills", { ...full, fills: undefined }],
    ["a size that is no number", { ...full, width: Number.NaN }],
    ["glyphs that are missing", { ...full, glyphs: undefined }],
    ["arrays of several lengths", withGlyphs({ top: glyphs.top.slice(1) })],
    ["a count that is not theirs", withGlyphs({ count: glyphs.count + 1 })],
    ["an array of another kind", withGlyphs({ x: [...glyphs.x] as unknown as Float32Array })],
    ["an array of doubles", withGlyphs({ x: Float64Array.from(glyphs.x) as unknown as Float32Array })],
    ["a place that is no number", withGlyphs({ x: changed(glyphs.x, Number.NaN) })],
    ["a place that is infinite", withGlyphs({ bottom: changed(glyphs.bottom, Number.POSITIVE_INFINITY) })],
    ["a code point that is none", withGlyphs({ codes: changed(glyphs.codes, 0x110000) })],
    ["a style that is not there", withGlyphs({ style: changed(glyphs.style, 2) })],
    ["a mark below none", withGlyphs({ mark: changed(glyphs.mark, -2) })],
    ["a further member of a glyph's", withGlyphs({ more: 1 } as object)],
    ["a style without a size", { ...full, styles: full.styles.map(({ size: _, ...style }) => style) }],
    [
      "a style with a long name",
      { ...full, styles: full.styles.map((style) => ({ ...style, font: "x".repeat(500) })) },
    ],
    ["a ruling with a hole", { ...full, rulings: [{ ...full.rulings[0], y1: undefined }] }],
    ["a list with a hole", { ...full, images: new Array(1) }],
    ["a box of three", { ...full, drawings: [[1, 2, 3]] }],
    ["a box of text", { ...full, fills: [{ box: "1234", color: 0 }] }],
    ["a link to an endless address", { ...full, links: [{ box: [...box], url: "x".repeat(2_001) }] }],
    ["a field of an unknown kind", { ...full, fields: [{ ...full.fields[0], kind: "lever" }] }],
    ["an endless value", { ...full, fields: [{ ...full.fields[0], value: "x".repeat(10_001) }] }],
    ["an element that is its own parent", { ...full, structure: [{ role: "P", parent: 0, marks: [] }] }],
    ["too many drawings", { ...full, drawings: Array(20_001).fill([1, 2, 3, 4]) }],
    ["a warning without a code", { ...full, warnings: [{ message: "m" }] }],
  ])("is not let out as %s", (_, page) => {
    expect(isLetOut(page)).toBe(false);
  });
});
