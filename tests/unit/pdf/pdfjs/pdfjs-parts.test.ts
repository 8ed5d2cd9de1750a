/** Parts of the adapter that whole files do not reach. */
import { describe, expect, it } from "vitest";
import { isTruncated } from "../../../../lib/pdf/document-failures.ts";
import { operatorSet } from "../../../../lib/pdf/pdfjs/operators.ts";
import { findPdfjsAssets } from "../../../../lib/pdf/pdfjs/pdfjs-assets.ts";
import { readFont } from "../../../../lib/pdf/pdfjs/pdfjs-font.ts";
import { isFromPdfjs } from "../../../../lib/pdf/pdfjs/pdfjs-notices.ts";
import { sumPrecise } from "../../../../lib/pdf/pdfjs/sum-precise.ts";

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

describe("what a font says of itself", () => {
  const half = { ascent: 0.7, descent: -0.3, name: "Any" };

  it("is taken as far as it makes sense", () => {
    expect(readFont({ ...half, name: "ABCDEF+Serif-BoldItalic" })).toMatchObject({
      name: "Serif-BoldItalic",
      bold: true,
      italic: true,
      ascent: 0.7,
      descent: -0.3,
      unit: 0.001,
      em: 1,
    });
    expect(readFont({ ...half, ascent: Number.NaN, descent: -900 })).toMatchObject({ ascent: 0.8, descent: -0.2 });
    expect(readFont("no font, but an error")).toBeUndefined();
  });

  it("gives glyphs that are drawings the height of their font's box, where they have units of their own", () => {
    const drawn = { isType3Font: true, name: "Any" };
    expect(readFont({ ...drawn, bbox: [0, -250, 1000, 750], fontMatrix: [0.001, 0, 0, 0.001, 0, 0] })).toMatchObject({
      em: 1,
      ascent: 0.75,
      descent: -0.25,
    });
    expect(readFont({ ...drawn, bbox: [0, -10, 40, 40], fontMatrix: [1, 0, 0, 1, 0, 0] })).toMatchObject({
      em: 50,
      ascent: 0.8,
      descent: -0.2,
    });
  });

  it("is that all letters are equally wide, when they are", () => {
    const toUnicode = { get: (code: number) => String.fromCharCode(code) };
    const widths = (letters: Record<string, number>) =>
      Object.fromEntries(Object.entries(letters).map(([letter, width]) => [letter.charCodeAt(0), width]));
    const equal = widths({ a: 600, b: 600, i: 600, l: 600, m: 600, W: 600 });
    expect(readFont({ ...half, widths: equal, toUnicode })?.monospace).toBe(true);
    expect(readFont({ ...half, widths: { ...equal, ...widths({ i: 300 }) }, toUnicode })?.monospace).toBe(false);
    const digits = widths({ 0: 600, 1: 600, 2: 600, 3: 600, 4: 600, 5: 600, 6: 600 });
    expect(readFont({ ...half, widths: digits, toUnicode })?.monospace).toBe(false);
  });
});

it("knows all operators by the names of this pdf.js, and refuses one that has others", async () => {
  const { OPS } = await import("unpdf/pdfjs");
  expect(operatorSet(OPS)).toMatchObject({ setFont: OPS.setFont, setGState: OPS.setGState });
  const { showText: _, ...others } = OPS;
  expect(() => operatorSet(others)).toThrow("no operator showText");
});
