/** Glyphs as PDFium gives them: what they say, where they stand, how they are set. */
import { describe, expect, it } from "vitest";
import { setText, setUnicode, writePdf } from "../../../../dev/pdf-writer.ts";
import { createPdfiumEngine } from "../../../../lib/pdf/pdfium/pdfium-engine.ts";
import { objectPdf, streamOf } from "../../../support/object-pdf.ts";
import { pdfOfLines, rightToLeftPdf, rotatedPdf, verticalPdf } from "../../../support/pdf-builder.ts";
import { firstPage as firstPageOf, glyphAt, textOf } from "../../../support/read-content.ts";

const engine = createPdfiumEngine();
const firstPage = (bytes: Uint8Array) => firstPageOf(engine, bytes);
const pageOf = (content: string) => firstPage(objectPdf({ content }));

describe("places", () => {
  it("stand on the baseline, counted from the top left, with the advance and the font's height as their box", async () => {
    const page = await firstPage(pdfOfLines([["Hi"]]));
    expect([page.number, page.width, page.height]).toEqual([1, 612, 792]);
    // Helvetica: H is 722 wide, i 222. The face that stands in for it reaches from 0.22 em below to 0.92 em above the baseline.
    expect(glyphAt(page, 0)).toMatchObject({ character: "H", x: 72, y: 72, box: [72, 61, 81, 75] });
    expect(page.glyphs.x[1]).toBeCloseTo(72 + 12 * 0.722, 2);
    expect(page.glyphs.right[1]).toBeCloseTo(72 + 12 * (0.722 + 0.222), 2);
  });

  it.each([
    { rotate: 90, x: 720, y: 72, angle: 270 },
    { rotate: 180, x: 540, y: 720, angle: 180 },
    { rotate: 270, x: 72, y: 540, angle: 90 },
  ])("follow a page that is turned by $rotate degrees", async ({ rotate, x, y, angle }) => {
    const page = await firstPage(rotatedPdf(["Turned"], rotate));
    const { style, ...first } = glyphAt(page, 0);
    expect([page.width, page.height]).toEqual(rotate === 180 ? [612, 792] : [792, 612]);
    expect(style).toMatchObject({ angle, size: 12 });
    expect([first.x, first.y]).toEqual([x, y]);
    const [left = 0, top = 0, right = 0, bottom = 0] = first.box;
    expect(rotate === 180 ? right : rotate === 90 ? top : bottom).toBe(rotate === 180 ? x : y);
    expect(rotate === 180 ? bottom - top : right - left).toBe(14);
  });

  it("count from the corner of the crop box", async () => {
    const page = await firstPage(
      objectPdf({ page: "/CropBox [100 100 500 700]", content: setText("Helvetica", 12, 110, 690, "A") }),
    );
    expect([page.width, page.height]).toEqual([400, 600]);
    expect(glyphAt(page, 0)).toMatchObject({ x: 10, y: 10 });
  });

  it("are kept outside of the page, and counted", async () => {
    const page = await pageOf(
      setText("Helvetica", 12, -300, 500, "Cut off") + setText("Helvetica", 12, 72, 500, "Kept"),
    );
    expect(textOf(page)).toBe("Cut offKept");
    expect(page.warnings).toMatchObject([{ code: "text_outside_page", page: 1, characters: 6 }]);
  });

  it("that make no sense are left out, with a warning", async () => {
    const page = await pageOf(
      `BT /F1 1 Tf 1000000000 0 0 1000000000 72 700 Tm (Huge) Tj ET ${setText("Helvetica", 12, 72, 72, "Sane")}`,
    );
    expect(textOf(page)).toBe("Sane");
    expect(page.warnings).toMatchObject([{ code: "page_incomplete", page: 1 }]);
  });

  it("end at the limit, with a warning", async () => {
    const small = createPdfiumEngine({ limits: { glyphs: 5 } });
    const page = await firstPageOf(small, pdfOfLines([["Twelve chars"]]));
    expect(textOf(page)).toBe("Twelv");
    expect(page.warnings).toMatchObject([{ code: "page_incomplete", page: 1 }]);
  });
});

describe("characters", () => {
  it("include the spaces that are drawn, and none that are supposed", async () => {
    const page = await pageOf("BT /F1 12 Tf 72 700 Td (a b) Tj 40 0 Td (c) Tj -40 -14 Td (d) Tj ET");
    expect(textOf(page)).toBe("a bcd");
  });

  it("stand in the order in which they are drawn", async () => {
    const page = await pageOf(setText("Helvetica", 12, 300, 700, "right") + setText("Helvetica", 12, 72, 700, "left"));
    expect(textOf(page)).toBe("rightleft");
  });

  it("keep the hyphen at a line's end", async () => {
    const page = await firstPage(pdfOfLines([["ending in a hy-", "phen here"]]));
    expect(textOf(page)).toBe("ending in a hy-phen here");
  });

  it("lie beyond the Basic Multilingual Plane, too", async () => {
    const map = "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <D835DC00> endbfchar";
    const page = await firstPage(
      objectPdf({
        content: "BT /F2 12 Tf 72 700 Td (A) Tj ET",
        fonts: "/F2 10 0 R",
        objects: ["<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 11 0 R >>", streamOf(map)],
      }),
    );
    expect(textOf(page)).toBe("\u{1D400}");
  });

  it("of a ligature lie in one box, in logical order", async () => {
    const map = "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <00660069> endbfchar";
    const page = await firstPage(
      objectPdf({
        content: "BT /F2 12 Tf 72 700 Td (A) Tj ET",
        fonts: "/F2 10 0 R",
        objects: ["<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 11 0 R >>", streamOf(map)],
      }),
    );
    expect(textOf(page)).toBe("fi");
    expect(glyphAt(page, 1).box).toEqual(glyphAt(page, 0).box);
  });

  it("of a text that replaces what is shown stand beside each other over it", async () => {
    const page = await pageOf(
      "BT /F1 12 Tf 72 700 Td (a) Tj /Span << /ActualText (two words) >> BDC (######) Tj EMC (z) Tj ET",
    );
    expect(textOf(page)).toBe("atwo wordsz");
    const lefts = [...page.glyphs.left];
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
    expect(new Set(lefts).size).toBe(11);
    expect(page.glyphs.right[9]).toBeLessThan((page.glyphs.x[10] ?? 0) + 1);
  });

  it("of Hebrew are there with their places, whichever way the words run", async () => {
    const page = await firstPage(rightToLeftPdf(["שלום", "עולם"]));
    expect(textOf(page)).toBe("שלוםעולם");
    expect(page.glyphs.x[0]).toBeGreaterThan(page.glyphs.x[3] ?? Number.NaN);
    expect(page.glyphs.x[3]).toBeGreaterThan(page.glyphs.x[4] ?? Number.NaN);
  });

  it("keep brackets in Hebrew as the font tells them", async () => {
    const page = await firstPage(writePdf({ pages: [{ content: setUnicode("Any", 12, 300, 700, ")בא(") }] }));
    expect([...textOf(page)].sort().join("")).toBe("()אב");
    const opening = [...textOf(page)].indexOf("(");
    expect(page.glyphs.x[opening]).toBeCloseTo(318, 1);
  });

  it("of Japanese fonts that are not embedded are read, across and down", async () => {
    const page = await firstPage(verticalPdf(["日本語", "縦書き"]));
    expect(textOf(page)).toBe("日本語縦書き");
    expect(glyphAt(page, 0).style).toMatchObject({ vertical: true, size: 12 });
    expect(page.glyphs.y[1]).toBeCloseTo((page.glyphs.y[0] ?? Number.NaN) + 12, 1);
  });

  it("that no font explains are U+FFFD, the style and the font's name tell it", async () => {
    const page = await firstPage(
      objectPdf({
        content: "BT /F2 12 Tf 72 700 Td <00010002> Tj ET BT /F1 12 Tf 72 600 Td (Fine) Tj ET",
        fonts: "/F2 10 0 R",
        objects: [
          "<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Riddle /Encoding /Identity-H /DescendantFonts [11 0 R] >>",
          "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEF+Riddle /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 >>",
        ],
      }),
    );
    expect(textOf(page)).toBe("\uFFFD\uFFFDFine");
    expect(page.undecodableFonts).toEqual(["Riddle"]);
    expect(glyphAt(page, 0).style).toMatchObject({ font: "Riddle", undecodable: true });
    expect(glyphAt(page, 2).style).toMatchObject({ undecodable: false });
  });

  it("of fonts that the file draws itself are taken for Latin where they have no names", async () => {
    const glyph = streamOf("500 0 0 0 500 700 d1 0 0 500 700 re f");
    const page = await firstPage(
      objectPdf({
        content: "BT /F2 12 Tf 72 700 Td (A) Tj ET",
        fonts: "/F2 10 0 R",
        objects: [
          "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << /g1 11 0 R >> /Encoding << /Type /Encoding /Differences [65 /g1] >> /FirstChar 65 /LastChar 65 /Widths [500] >>",
          glyph,
        ],
      }),
    );
    expect(textOf(page)).toBe("A");
  });
});

describe("styles", () => {
  const styleOf = async (content: string) => glyphAt(await pageOf(content), 0).style;

  it("tell font, size and colour", async () => {
    expect(await styleOf(`1 0 0 rg ${setText("Helvetica", 12, 72, 700, "x")}`)).toEqual({
      font: "Helvetica",
      size: 12,
      bold: false,
      italic: false,
      monospace: false,
      color: 0xff0000,
      angle: 0,
      vertical: false,
      hidden: false,
      undecodable: false,
    });
  });

  it("have the size that is seen, after all scaling", async () => {
    expect(await styleOf("q 2 0 0 2 0 0 cm BT /F1 1 Tf 5 0 0 7 10 10 Tm (x) Tj ET Q")).toMatchObject({ size: 14 });
  });

  it("have that size within forms, too", async () => {
    const bytes = objectPdf({
      content: "q 0.5 0 0 0.5 100 0 cm /Fm Do Q",
      resources: "/XObject << /Fm 10 0 R >>",
      objects: [
        streamOf(
          "BT /F1 20 Tf 10 100 Td (x) Tj ET",
          "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 4 0 R >> >>",
        ),
      ],
    });
    expect(glyphAt(await firstPage(bytes), 0)).toMatchObject({ x: 105, y: 742, style: { size: 10 } });
  });

  it.each([
    ["upwards", "0 1 -1 0", 90],
    ["upside down", "-1 0 0 -1", 180],
    ["downwards", "0 -1 1 0", 270],
    ["at a slant", "0.866 0.5 -0.5 0.866", 30],
  ])("have the angle of text that runs %s", async (_name, matrix, angle) => {
    expect(await styleOf(`BT /F1 10 Tf ${matrix} 300 300 Tm (x) Tj ET`)).toMatchObject({ angle, size: 10 });
  });

  it.each([
    ["a name", "/Helvetica-Bold", "", "BT /F2 12 Tf (x) Tj ET", { bold: true, italic: false }],
    ["an outline in the same colour", "/Helvetica", "", "2 Tr BT /F2 12 Tf (x) Tj ET", { bold: true }],
    [
      "an outline in another colour, which does not",
      "/Helvetica",
      "",
      "1 0 0 RG 2 Tr BT /F2 12 Tf (x) Tj ET",
      { bold: false },
    ],
    ["a slanted name", "/Helvetica-Oblique", "", "BT /F2 12 Tf (x) Tj ET", { bold: false, italic: true }],
    ["a slanted matrix", "/Helvetica", "", "BT /F2 12 Tf 1 0 0.3 1 72 700 Tm (x) Tj ET", { italic: true }],
    ["a typewriter's name", "/Courier", "", "BT /F2 12 Tf (x) Tj ET", { monospace: true }],
  ])("take bold, italic and monospace from %s", async (_name, name, more, content, style) => {
    const font = `<< /Type /Font /Subtype /Type1 /BaseFont ${name} /Encoding /WinAnsiEncoding ${more} >>`;
    const page = await firstPage(objectPdf({ content, fonts: "/F2 10 0 R", objects: [font] }));
    expect(glyphAt(page, 0).style).toMatchObject(style);
  });

  it("leave the mark of a subset out of a font's name", async () => {
    const font = "<< /Type /Font /Subtype /Type1 /BaseFont /QWERTY+Minion-Regular /Encoding /WinAnsiEncoding >>";
    const bytes = objectPdf({ content: "BT /F2 12 Tf (x) Tj ET", fonts: "/F2 10 0 R", objects: [font] });
    expect(glyphAt(await firstPage(bytes), 0).style).toMatchObject({ font: "Minion-Regular" });
  });

  it.each([
    ["by a render mode that paints nothing", "3 Tr BT /F1 12 Tf (x) Tj ET", ""],
    ["by a render mode that only clips", "7 Tr BT /F1 12 Tf (x) Tj ET", ""],
    ["by being wholly transparent", "/Clear gs BT /F1 12 Tf (x) Tj ET", "/ExtGState << /Clear << /ca 0 >> >>"],
  ])("are hidden %s", async (_name, content, resources) => {
    const page = await firstPage(objectPdf({ content, resources }));
    expect(glyphAt(page, 0).style).toMatchObject({ hidden: true });
  });

  it("are kept once each", async () => {
    const page = await pageOf(
      ["one", "two", "one"]
        .map((text, row) => `BT /F1 ${text === "one" ? 10 : 12} Tf 72 ${700 - 20 * row} Td (${text}) Tj ET`)
        .join("\n"),
    );
    expect(page.styles.map(({ size }) => size)).toEqual([10, 12]);
  });

  it("of glyphs within marked content have its mark", async () => {
    const page = await pageOf(
      "/P << /MCID 7 >> BDC BT /F1 12 Tf 72 700 Td (in) Tj ET EMC BT /F1 12 Tf 72 600 Td (out) Tj ET",
    );
    expect([glyphAt(page, 0).mark, glyphAt(page, 2).mark]).toEqual([7, -1]);
  });
});
