/** Letters whose ink reaches beyond their advance. */
import { describe, expect, it } from "vitest";
import { GlyphOverhang } from "../../../../lib/pdf/pdfium/glyph-overhang.ts";
import { createPdfiumEngine } from "../../../../lib/pdf/pdfium/pdfium-engine.ts";
import { objectPdf } from "../../../support/object-pdf.ts";
import { firstPage } from "../../../support/read-content.ts";

const F = 0x66;

describe("The overhang of a letter", () => {
  it("is known once it was measured, and is never more than a gap between words leaves over", () => {
    const overhang = new GlyphOverhang();
    expect(overhang.of(F)).toBeUndefined();
    expect(overhang.measure(F, 0.43, 0.27)).toBeCloseTo(0.06);
    expect(overhang.of(F)).toBeCloseTo(0.06);
    expect(overhang.measure(0x72, 0.42, 0.39)).toBeCloseTo(0.03);
  });

  it("is nothing where the width is not known, or is another glyph's", () => {
    const overhang = new GlyphOverhang();
    expect(overhang.measure(F, 0.43, 0)).toBe(0);
    expect(overhang.measure(0x6d, 0.9, 0.25)).toBe(0);
    expect(overhang.of(0x6d)).toBe(0);
    expect(overhang.of(0x5d0)).toBe(0);
  });

  it("is left out of its box, so that the space after it can be seen", async () => {
    const font = "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Italic /Encoding /WinAnsiEncoding >>";
    const bytes = objectPdf({
      content: "BT /F2 100 Tf 20 500 Td (of) Tj ET",
      fonts: "/F2 10 0 R",
      objects: [font],
    });
    const { glyphs } = await firstPage(createPdfiumEngine(), bytes);
    // The advance is 27.8, the ink reaches over 42.4.
    expect((glyphs.right[1] ?? 0) - (glyphs.x[1] ?? 0)).toBeCloseTo(36.4, 1);
  });
});
