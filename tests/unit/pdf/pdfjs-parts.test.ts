/** Parts of the adapter that whole files do not reach. */
import { describe, expect, it } from "vitest";
import { findPdfjsAssets } from "../../../lib/pdf/pdfjs-assets.ts";
import { isTruncated } from "../../../lib/pdf/pdfjs-failures.ts";
import { isFromPdfjs } from "../../../lib/pdf/pdfjs-notices.ts";
import { toTextRun } from "../../../lib/pdf/pdfjs-runs.ts";
import { sumPrecise } from "../../../lib/pdf/sum-precise.ts";

it("finds the character maps as a plain path that file names can be glued to", () => {
  const { cMapUrl, standardFontDataUrl } = findPdfjsAssets();
  expect(cMapUrl).toMatch(/^\/.*\/cmaps\/$/);
  expect(standardFontDataUrl).toMatch(/^\/.*\/standard_fonts\/$/);
});

it("refuses to go on without them", () => {
  expect(() => findPdfjsAssets(["/nowhere"])).toThrow("/nowhere");
});

it.each([
  ["startxref\n9\n%%EOF\n", false],
  ["startxref\n9\n%%EOF\n\0\0\0", false],
  ["startxref\n9", false],
  ["endobj\n7 0 obj\n<< /Len", true],
  [`%%EOF${"x".repeat(4000)}`, true],
])("sees whether %j is the end of a file", (end, cut) => {
  expect(isTruncated(new TextEncoder().encode(`%PDF-1.4\n${end}`))).toBe(cut);
});

it("tells errors of pdf.js from others", async () => {
  const { InvalidPDFException } = await import("unpdf/pdfjs");
  expect(isFromPdfjs(new InvalidPDFException("x"))).toBe(true);
  expect(isFromPdfjs(new Error("mine"))).toBe(false);
});

describe("sumPrecise", () => {
  it("keeps what plain addition loses", () => {
    expect(sumPrecise([1e20, 0.1, -1e20])).toBe(0.1);
    expect(sumPrecise(Array.from({ length: 10 }, () => 0.1))).toBe(1);
    expect(sumPrecise([])).toBe(0);
  });

  it("passes infinities and NaN on", () => {
    expect(sumPrecise([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
    expect(sumPrecise([1, Number.NaN])).toBeNaN();
  });
});

it("takes fonts' nonsense about their height for what it is, and hides the process's count of documents", () => {
  const item = { str: "x", dir: "ltr", transform: [10, 0, 0, 10, 5, 700], width: 6, height: 10, fontName: "g_d7_f2" };
  const run = toTextRun(item, { ascent: Number.NaN, descent: -900, vertical: false }, [1, 0, 0, -1, 0, 792]);
  expect(run).toMatchObject({ x: 5, y: 84, width: 6, height: 10, baseline: 92, fontName: "f2" });
});
