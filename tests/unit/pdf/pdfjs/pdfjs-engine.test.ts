/** The engine on small files of each kind: what it reads, and which code each failure has. */
import { getResolvedPDFJS } from "unpdf";
import { describe, expect, it } from "vitest";
import { withDocument } from "../../../../lib/pdf/pdf-engine.ts";
import { createPdfjsEngine } from "../../../../lib/pdf/pdfjs/pdfjs-engine.ts";
import { cutOff, encryptedPdf, pdfOfLines, pdfOfPages, verticalPdf } from "../../../support/pdf-builder.ts";
import { firstPage as readFirstPage, textOf } from "../../../support/read-content.ts";

const engine = createPdfjsEngine();

const firstPage = (bytes: Uint8Array) => readFirstPage(engine, bytes);

describe("reading", () => {
  it("names the version of pdf.js that is inside", async () => {
    const { version } = await getResolvedPDFJS();
    const said = await withDocument(engine, pdfOfPages(1), async (document) => document.engine);
    expect(said).toBe(`pdfjs-${version}`);
  });

  it("leaves the caller's bytes alone and reads them again", async () => {
    const bytes = pdfOfPages(3);
    const before = bytes.slice();
    await firstPage(bytes);
    expect(bytes).toEqual(before);
    expect(textOf(await firstPage(bytes))).toMatch(/^Page 1 of 3\./);
  });

  it("reads any page, and again after a page that does not exist", async () => {
    await withDocument(engine, pdfOfPages(3), async (document) => {
      expect(document.pageCount).toBe(3);
      await expect(document.page(4)).rejects.toMatchObject({ code: "pdf_corrupt" });
      expect(textOf(await document.page(2))).toMatch(/^Page 2 of 3\./);
    });
  });

  it("gives the same glyphs for a page whatever was read before", async () => {
    const bytes = pdfOfPages(4);
    const alone = await withDocument(engine, bytes, (document) => document.page(3));
    const after = await withDocument(engine, bytes, async (document) => {
      await document.page(1);
      await document.page(2);
      return document.page(3);
    });
    expect(after).toEqual(alone);
  });

  it("reads files encrypted with an empty user password", async () => {
    expect(textOf(await firstPage(encryptedPdf(["For everybody"], "")))).toBe("For everybody");
  });

  it("gives metadata without control characters, null where there is none", async () => {
    const metadata = await withDocument(engine, pdfOfLines([["x"]], "A\\001 title"), (document) => document.metadata());
    expect(metadata).toEqual({ title: "A title", author: null, language: null, pdf_version: "1.4" });
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
      expect(textOf(await document.page(1))).toMatch(/^Page 1 of 2\./);
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
