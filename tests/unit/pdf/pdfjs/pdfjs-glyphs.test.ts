/** The glyphs of a page: where they stand, how they are set, and which are left out. */
import { describe, expect, it } from "vitest";
import { setText, setUnicode, writePdf } from "../../../../dev/pdf-writer.ts";
import type { PageContent } from "../../../../lib/contracts/page-content.ts";
import { withDocument } from "../../../../lib/pdf/pdf-engine.ts";
import { createPdfjsEngine } from "../../../../lib/pdf/pdfjs/pdfjs-engine.ts";
import { pdfOfLines, rightToLeftPdf, rotatedPdf, verticalPdf } from "../../../support/pdf-builder.ts";
import { firstPage as readFirstPage, textOf } from "../../../support/read-content.ts";

const engine = createPdfjsEngine();

const firstPage = (bytes: Uint8Array) => readFirstPage(engine, bytes);

/** Where the glyph at a place of the page stands, and how it is set. */
function glyphOf({ glyphs, styles }: PageContent, index = 0) {
  const { codes, x, y, left, top, right, bottom, style, mark } = glyphs;
  const at = (list: { readonly [index: number]: number }) => list[index] ?? Number.NaN;
  return {
    code: String.fromCodePoint(at(codes)),
    x: at(x),
    y: at(y),
    left: at(left),
    top: at(top),
    right: at(right),
    bottom: at(bottom),
    mark: at(mark),
    style: styles[at(style)],
  };
}

describe("glyphs", () => {
  it("gives glyphs with boxes from the top left, in points", async () => {
    const page = await firstPage(pdfOfLines([["Hello there"]]));
    expect([page.number, page.width, page.height]).toEqual([1, 612, 792]);
    expect(textOf(page)).toBe("Hello there");
    const first = glyphOf(page);
    expect(first).toMatchObject({ x: 72, y: 72, left: 72, mark: -1 });
    expect(first.top).toBeGreaterThan(58);
    expect(first.top).toBeLessThan(66);
    expect(first.bottom).toBeGreaterThan(72);
    expect(first.bottom).toBeLessThan(76);
    // Helvetica's H is 722 thousandths of an em wide, the line 4 835.
    expect(first.right).toBeCloseTo(72 + 0.722 * 12, 3);
    expect(glyphOf(page, 1)).toMatchObject({ code: "e", left: first.right });
    expect(glyphOf(page, 10).right).toBeCloseTo(72 + 4.835 * 12, 1);
  });

  it("tells how glyphs are set", async () => {
    const content =
      setText("Helvetica-Bold", 18, 72, 700, "A") +
      `0 0.5 1 rg ${setText("Courier", 9, 72, 600, "B")}` +
      `BT /F1 10 Tf 1 0 0.3 1 72 500 Tm 2 Tr 1 0 0 RG (C) Tj ET`;
    const { styles } = await firstPage(writePdf({ pages: [{ content }] }));
    const plain = { angle: 0, vertical: false, hidden: false, undecodable: false };
    expect(styles).toMatchObject([
      { ...plain, font: "Helvetica-Bold", size: 18, bold: true, italic: false, monospace: false, color: 0 },
      { ...plain, font: "Courier", size: 9, bold: false, italic: false, monospace: true, color: 0x0080ff },
      { ...plain, font: "Helvetica", bold: true, italic: true, color: 0x0080ff },
    ]);
  });

  it.each([
    ["by the render mode", "3 Tr (Hidden) Tj"],
    ["by a mode that only clips", "7 Tr (Hidden) Tj"],
  ])("tells text that is not seen %s", async (_, operators) => {
    const content = `BT /F1 10 Tf 72 700 Td (Seen) Tj ${operators} ET`;
    const page = await firstPage(writePdf({ pages: [{ content }] }));
    expect(textOf(page)).toBe("SeenHidden");
    expect(page.styles.map(({ hidden }) => hidden)).toEqual([false, true]);
  });

  it("moves glyphs by spacing, scaling, rise and leading as the standard says", async () => {
    const content = "BT /F1 10 Tf 2 Tc 5 Tw 50 Tz 4 Ts 14 TL 72 700 Td (a b) Tj [(c) -1000 (d)] TJ T* (e) Tj ET";
    const page = await firstPage(writePdf({ pages: [{ content }] }));
    const [a, space, b, c, d, e] = [0, 1, 2, 3, 4, 5].map((index) => glyphOf(page, index));
    // Half as wide: 5.56, 2.78, 5.56, 5 and 5.56 points, each with 2 points of space, the space with 5 more.
    expect(a).toMatchObject({ x: 72, y: 88 });
    expect(a?.right).toBeCloseTo(72 + 2.78, 3);
    expect(space?.x).toBeCloseTo(72 + 3.78, 3);
    expect(b?.x).toBeCloseTo(72 + 3.78 + 4.89, 3);
    expect(c?.x).toBeCloseTo(72 + 3.78 + 4.89 + 3.78, 3);
    expect(d?.x).toBeCloseTo(72 + 3.78 + 4.89 + 3.78 + 3.5 + 5, 3);
    expect(e).toMatchObject({ x: 72, y: 102 });
  });

  it("applies the page's rotation", async () => {
    const page = await firstPage(rotatedPdf(["Turned"], 90));
    expect([page.width, page.height]).toEqual([792, 612]);
    expect(textOf(page)).toBe("Turned");
    expect(page.styles).toMatchObject([{ angle: 270, size: 12 }]);
    const [first, second] = [glyphOf(page, 0), glyphOf(page, 1)];
    expect(first).toMatchObject({ x: 720, y: 72, top: 72 });
    expect(second).toMatchObject({ x: 720, top: first.bottom });
    expect(first.right - first.left).toBeGreaterThan(first.bottom - first.top);
  });

  it("applies user units and turned text matrices", async () => {
    const content = "BT /F1 10 Tf 0 1 -1 0 100 300 Tm (Up) Tj ET";
    const page = await firstPage(writePdf({ pages: [{ content }] }));
    expect(textOf(page)).toBe("Up");
    expect(page.styles).toMatchObject([{ angle: 90, size: 10 }]);
    expect(glyphOf(page)).toMatchObject({ x: 100, y: 492, bottom: 492 });
  });

  it("reads Japanese in a font that is not embedded, across and down", async () => {
    const page = await firstPage(verticalPdf(["日本語", "縦書き"]));
    expect(textOf(page)).toBe("日本語縦書き");
    expect(page.styles).toMatchObject([{ vertical: true, angle: 0, size: 12, monospace: false }]);
    expect(glyphOf(page)).toMatchObject({ x: 500, y: 72, left: 494, right: 506, top: 72, bottom: 84 });
    expect(glyphOf(page, 2)).toMatchObject({ x: 500, y: 96, bottom: 108 });
  });

  it("gives right-to-left glyphs as they are drawn, each at its place", async () => {
    const page = await firstPage(rightToLeftPdf(["שלום", "עולם"]));
    expect(textOf(page)).toBe("םולשםלוע");
    expect(glyphOf(page, 0).left).toBeLessThan(glyphOf(page, 3).left);
    expect(glyphOf(page, 4).left).toBeLessThan(glyphOf(page, 0).left);
  });
});

describe("limits", () => {
  it("stops at the limit of glyphs, keeps what came before, and says so", async () => {
    const small = createPdfjsEngine({ limits: { glyphs: 20 } });
    const page = await withDocument(small, pdfOfLines([["Twelve chars", "and a line more"]]), (d) => d.page(1));
    expect(textOf(page)).toBe("Twelve chars");
    expect(page.warnings).toMatchObject([{ code: "page_incomplete", page: 1 }]);
  });

  it("leaves out text whose size is absurd, and says so", async () => {
    const content = `BT /F1 1 Tf 1000000000 0 0 1000000000 72 700 Tm (Huge) Tj ET ${setText("Helvetica", 12, 72, 72, "Sane")}`;
    const page = await firstPage(writePdf({ pages: [{ content }] }));
    expect(textOf(page)).toBe("Sane");
    expect(page.warnings).toMatchObject([{ code: "page_incomplete" }]);
  });
});

describe("text outside of the page", () => {
  const at = (x: number, y: number, text: string) => setText("Helvetica", 12, x, y, text);
  const latin1 = (bytes: Uint8Array, change: (file: string) => string) =>
    Uint8Array.from(Buffer.from(change(Buffer.from(bytes).toString("latin1")), "latin1"));
  const outside = (page: PageContent) => page.warnings.filter(({ code }) => code === "text_outside_page");

  it.each([
    ["to the left", at(-200, 400, "Slug line")],
    ["to the right", at(700, 400, "Slug line")],
    ["above", at(72, 900, "Slug line")],
    ["below", at(72, -50, "Slug line")],
    ["turned, beside it", "BT /F1 10 Tf 0 1 -1 0 -40 300 Tm (Slug line) Tj ET\n"],
    ["down a column, beside it", setUnicode("Japanese-Vertical", 12, 700, 700, "縦書縦書縦書縦書")],
  ])("%s is counted and told", async (_, hidden) => {
    const page = await firstPage(writePdf({ pages: [{ content: at(72, 400, "Seen") + hidden }] }));
    expect(textOf(page)).toMatch(/^Seen(?:Slug line|縦書縦書縦書縦書)$/);
    expect(page.warnings).toMatchObject([{ code: "text_outside_page", page: 1, characters: 8 }]);
  });

  it("is judged by the page as it is turned and cropped", async () => {
    const content = at(72, 400, "Seen") + at(400, 400, "Cropped");
    const cropped = latin1(writePdf({ pages: [{ content, rotate: 90 }] }), (file) =>
      // As long as what it replaces, so that the table of objects stays true.
      file.replace("/MediaBox [0 0 612 792]", "/CropBox [0 0 306 792] "),
    );
    const page = await firstPage(cropped);
    expect([page.width, page.height]).toEqual([792, 306]);
    expect(textOf(page)).toBe("SeenCropped");
    expect(outside(page)).toMatchObject([{ characters: 7 }]);
  });

  it("is only what no part of is on the page: a line that runs over the edge is whole", async () => {
    const page = await firstPage(writePdf({ pages: [{ content: at(560, 400, "Over the edge and far away") }] }));
    expect(textOf(page)).toBe("Over the edge and far away");
    expect(page.warnings).toEqual([]);
  });

  it("counts no spaces, and says nothing where there is nothing but spaces", async () => {
    const page = await firstPage(writePdf({ pages: [{ content: at(72, 400, "Seen") + at(700, 400, "   ") }] }));
    expect(page.warnings).toEqual([]);
  });

  it("is told on pages without a box of their own too, whose box no document may change", async () => {
    const content = at(72, 400, "Seen") + at(72, 900, "Hidden");
    const bytes = latin1(writePdf({ pages: [{ content }, { content }] }), (file) =>
      file.replaceAll("/MediaBox [0 0 612 792]", "/MediaBo_ [0 0 612 792]"),
    );
    for (let round = 0; round < 2; round += 1) {
      const pages = await withDocument(engine, bytes, async (document) => [
        await document.page(1),
        await document.page(2),
      ]);
      expect(pages.map(({ width, height }) => [width, height])).toEqual(Array(2).fill([612, 792]));
      expect(pages.map(textOf)).toEqual(["SeenHidden", "SeenHidden"]);
      expect(pages.map(outside)).toMatchObject([[{ characters: 6 }], [{ characters: 6 }]]);
    }
  });
});

describe("fonts that cannot be decoded", () => {
  /** Codes for which the font's map to Unicode has nothing but control characters. */
  const bad = (y: number) => setUnicode("Any", 12, 72, y, "\u0001\u0002\u0003");

  it("are named on the pages where it shows", async () => {
    const pages = [{ content: setText("Courier", 12, 72, 700, "Good") }, { content: bad(700) }, { content: bad(600) }];
    await withDocument(engine, writePdf({ pages }), async (document) => {
      const read = [];
      for (const number of [1, 2, 3]) read.push(await document.page(number));
      expect(read.map(({ undecodableFonts }) => undecodableFonts)).toEqual([[], ["Helvetica"], ["Helvetica"]]);
      expect(read.map(({ styles }) => styles[0]?.undecodable)).toEqual([false, true, true]);
      expect(read.map(textOf)).toEqual(["Good", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD"]);
    });
  });

  it("are named the same whatever was read before", async () => {
    const bytes = writePdf({ pages: [{ content: bad(700) }, { content: bad(600) }] });
    const alone = await withDocument(engine, bytes, (document) => document.page(2));
    const after = await withDocument(engine, bytes, async (document) => {
      await document.page(1);
      return document.page(2);
    });
    expect(after).toEqual(alone);
  });

  it("and are not there at all are named as the page calls them", async () => {
    const content = "BT /NoSuchFont 12 Tf 72 700 Td (Guessed) Tj ET";
    const page = await firstPage(writePdf({ pages: [{ content }] }));
    expect(textOf(page)).toBe("Guessed");
    expect(page.warnings).toMatchObject([{ code: "font_unreadable", page: 1, fonts: ["NoSuchFont"] }]);
  });
});
