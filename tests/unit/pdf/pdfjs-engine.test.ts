/** The engine on small files of each kind: what it reads, and which code each failure has. */
import { getResolvedPDFJS } from "unpdf";
import { describe, expect, it } from "vitest";
import { setText, setUnicode, writePdf } from "../../../dev/pdf-writer.ts";
import type { PageContent } from "../../../lib/contracts/page-content.ts";
import { withDocument } from "../../../lib/pdf/pdf-engine.ts";
import { createPdfjsEngine } from "../../../lib/pdf/pdfjs-engine.ts";
import {
  cutOff,
  encryptedPdf,
  pdfOfLines,
  pdfOfPages,
  rightToLeftPdf,
  rotatedPdf,
  verticalPdf,
} from "../../support/pdf-builder.ts";

const engine = createPdfjsEngine();

function firstPage(bytes: Uint8Array): Promise<PageContent> {
  return withDocument(engine, bytes, (document) => document.page(1));
}

function said(page: PageContent): string[] {
  return page.runs.map((run) => run.text).filter((text) => text.trim() !== "");
}

describe("reading", () => {
  it("names the version of pdf.js that is inside", async () => {
    const { version } = await getResolvedPDFJS();
    expect(engine.version).toBe(`pdfjs-${version}`);
  });

  it("gives runs with boxes from the top left, in points", async () => {
    const page = await firstPage(pdfOfLines([["Hello there"]]));
    const [run] = page.runs;
    expect([page.number, page.width, page.height]).toEqual([1, 612, 792]);
    expect(run).toMatchObject({ text: "Hello there", x: 72, baseline: 72, fontSize: 12, direction: "ltr", angle: 0 });
    expect(run?.y).toBeGreaterThan(58);
    expect(run?.y).toBeLessThan(66);
    expect(run?.width).toBeGreaterThan(50);
    expect(run?.width).toBeLessThan(70);
  });

  it("leaves the caller's bytes alone and reads them again", async () => {
    const bytes = pdfOfPages(3);
    const before = bytes.slice();
    await firstPage(bytes);
    expect(bytes).toEqual(before);
    expect(said(await firstPage(bytes))[0]).toBe("Page 1 of 3.");
  });

  it("reads any page, and again after a page that does not exist", async () => {
    await withDocument(engine, pdfOfPages(3), async (document) => {
      expect(document.pageCount).toBe(3);
      await expect(document.page(4)).rejects.toMatchObject({ code: "pdf_corrupt" });
      expect(said(await document.page(2))[0]).toBe("Page 2 of 3.");
    });
  });

  it("gives the same runs for a page whatever was read before", async () => {
    const bytes = pdfOfPages(4);
    const alone = await withDocument(engine, bytes, (document) => document.page(3));
    const after = await withDocument(engine, bytes, async (document) => {
      await document.page(1);
      await document.page(2);
      return document.page(3);
    });
    expect(after).toEqual(alone);
  });

  it("applies the page's rotation", async () => {
    const page = await firstPage(rotatedPdf(["Turned"], 90));
    expect([page.width, page.height]).toEqual([792, 612]);
    expect(page.runs[0]).toMatchObject({ text: "Turned", angle: 270 });
    expect(page.runs[0]?.height).toBeGreaterThan(page.runs[0]?.width ?? 0);
  });

  it("applies user units and turned text matrices", async () => {
    const content = "BT /F1 10 Tf 0 1 -1 0 100 300 Tm (Up) Tj ET";
    const page = await firstPage(writePdf({ pages: [{ content }] }));
    expect(page.runs[0]).toMatchObject({ text: "Up", angle: 90, baseline: 100, fontSize: 10 });
  });

  it("reads Japanese in a font that is not embedded, across and down", async () => {
    const page = await firstPage(verticalPdf(["日本語", "縦書き"]));
    expect(said(page)).toEqual(["日本語", "縦書き"]);
    expect(page.runs[0]).toMatchObject({ direction: "ttb", baseline: 500, y: 72 });
    expect(page.runs[0]?.height).toBeCloseTo(36, 1);
  });

  it("gives right-to-left runs in logical order", async () => {
    const page = await firstPage(rightToLeftPdf(["שלום", "עולם"]));
    expect(said(page)).toEqual(["שלום", "עולם"]);
    expect(page.runs[0]).toMatchObject({ direction: "rtl" });
  });

  it("reads files encrypted with an empty user password", async () => {
    expect(said(await firstPage(encryptedPdf(["For everybody"], "")))).toEqual(["For everybody"]);
  });

  it("reads what is filled into form fields, save what is hidden", async () => {
    const field = (name: string, y: number, more: string) =>
      `<< /Type /Annot /Subtype /Widget /FT /Tx /T (${name}) /Rect [100 ${y} 300 ${y + 16}] ${more} >>`;
    const file = `%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R 5 0 R 6 0 R] >> >> endobj
2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Annots [4 0 R 5 0 R 6 0 R] >> endobj
4 0 obj ${field("name", 700, "/P 3 0 R /V (Ada Lovelace)")} endobj
5 0 obj ${field("key", 600, "/P 3 0 R /Ff 8192 /V (secret)")} endobj
6 0 obj ${field("empty", 500, "/P 3 0 R")} endobj
trailer << /Root 1 0 R >>
startxref
0
%%EOF`;
    const page = await firstPage(new TextEncoder().encode(file));
    expect(said(page)).toEqual(["Ada Lovelace"]);
    expect(page.runs[0]).toMatchObject({ x: 100, fontSize: 12 });
    expect(page.runs[0]?.baseline).toBeCloseTo(792 - 704.4, 1);
  });

  it("gives metadata without control characters, null where there is none", async () => {
    const metadata = await withDocument(engine, pdfOfLines([["x"]], "A\\001 title"), (document) => document.metadata());
    expect(metadata).toEqual({ title: "A title", author: null, language: null, pdf_version: "1.4" });
  });
});

describe("limits", () => {
  it("stops at the limit of characters, keeps what came before, and says so", async () => {
    const small = createPdfjsEngine({ limits: { maxCharactersPerPage: 20 } });
    const page = await withDocument(small, pdfOfLines([["Twelve chars", "and a line more"]]), (d) => d.page(1));
    expect(said(page)).toEqual(["Twelve chars"]);
    expect(page.warnings).toMatchObject([{ code: "page_incomplete", page: 1 }]);
  });

  it("leaves out text whose size is absurd, and says so", async () => {
    const content = `BT /F1 1 Tf 1000000000 0 0 1000000000 72 700 Tm (Huge) Tj ET ${setText("Helvetica", 12, 72, 72, "Sane")}`;
    const page = await firstPage(writePdf({ pages: [{ content }] }));
    expect(said(page)).toEqual(["Sane"]);
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
  ])("%s is left out, counted and told", async (_, hidden) => {
    const page = await firstPage(writePdf({ pages: [{ content: at(72, 400, "Seen") + hidden }] }));
    expect(said(page)).toEqual(["Seen"]);
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
    expect(said(page)).toEqual(["Seen"]);
    expect(outside(page)).toMatchObject([{ characters: 7 }]);
  });

  it("is only what no part of is on the page: a line that runs over the edge is whole", async () => {
    const page = await firstPage(writePdf({ pages: [{ content: at(560, 400, "Over the edge and far away") }] }));
    expect(said(page)).toEqual(["Over the edge and far away"]);
    expect(page.warnings).toEqual([]);
  });

  it("counts no spaces, and says nothing where there is nothing but spaces", async () => {
    const page = await firstPage(writePdf({ pages: [{ content: at(72, 400, "Seen") + at(700, 400, "   ") }] }));
    expect(page.warnings).toEqual([]);
  });

  it("is left out without a word on pages without a box of their own, whose box no document may change", async () => {
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
      expect(pages.map(said)).toEqual([["Seen"], ["Seen"]]);
      expect(pages.flatMap(({ warnings }) => warnings)).toEqual([]);
    }
  });
});

describe("fonts that cannot be decoded", () => {
  /** Codes for which the font's map to Unicode has nothing but control characters. */
  const bad = (y: number) => setUnicode("Any", 12, 72, y, "\u0001\u0002\u0003");

  it("are named on the pages where it shows", async () => {
    const pages = [{ content: setText("Courier", 12, 72, 700, "Good") }, { content: bad(700) }, { content: bad(600) }];
    await withDocument(engine, writePdf({ pages }), async (document) => {
      const fonts = [];
      for (const number of [1, 2, 3]) fonts.push((await document.page(number)).undecodableFonts);
      expect(fonts).toEqual([[], ["Helvetica"], ["Helvetica"]]);
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
    expect(said(page)).toEqual(["Guessed"]);
    expect(page.warnings).toMatchObject([{ code: "font_unreadable", page: 1, fonts: ["NoSuchFont"] }]);
  });
});

describe("failures", () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const withoutPages = text(
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
  );
  const cases: [string, string, Uint8Array][] = [
    ["an empty file", "file_empty", new Uint8Array()],
    ["no PDF", "not_a_pdf", text("Dear Sir or Madam")],
    ["a header and nothing else", "pdf_truncated", text("%PDF-1.7\n")],
    ["rubbish between header and end", "pdf_corrupt", text("%PDF-1.7\nrubbish\nstartxref\n9\n%%EOF")],
    ["a file cut before its catalog is complete", "pdf_truncated", cutOff(pdfOfPages(2), 0.02)],
    ["a password", "password_required", encryptedPdf(["secret"], "letmein")],
    ["a document without pages", "pdf_without_pages", withoutPages],
  ];
  it.each(cases)("%s: %s", async (_what, code, bytes) => {
    await expect(engine.open(bytes)).rejects.toMatchObject({ name: "DocatError", code });
  });

  it("reads what a cut file still holds, and says that it was cut", async () => {
    const whole = pdfOfPages(2);
    const withoutEnd = cutOff(whole, 1 - "startxref\n12345\n%%EOF\n".length / whole.length);
    await withDocument(engine, withoutEnd, async (document) => {
      expect(document.warnings().map((warning) => warning.code)).toContain("document_truncated");
      expect(said(await document.page(1))[0]).toBe("Page 1 of 2.");
    });
  });
});

describe("notices", () => {
  it("tells of a character map that does not exist, once for the page", async () => {
    const bytes = Buffer.from(verticalPdf(["日本語"]))
      .toString("latin1")
      .replaceAll("UniJIS-UTF16-V", "UniJIS-NOSUCH0");
    const page = await firstPage(Uint8Array.from(Buffer.from(bytes, "latin1")));
    expect(page.warnings).toMatchObject([{ code: "character_map_missing", page: 1 }]);
  });

  it("leaves the console to others, while a document is open and after", async () => {
    const host = globalThis.console;
    const heard: unknown[] = [];
    const own = (message: unknown): void => {
      heard.push(message);
    };
    const { warn } = host;
    host.warn = own;
    try {
      await withDocument(engine, pdfOfPages(1), async () => {
        host.warn("Warning: mine");
      });
      expect(host.warn).toBe(own);
    } finally {
      host.warn = warn;
    }
    expect(heard).toEqual(["Warning: mine"]);
  });
});
