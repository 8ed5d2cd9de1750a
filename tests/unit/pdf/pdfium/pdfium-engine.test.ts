/** PDFium behind the port: which files it opens, which code each failure has, what it says of a document. */
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { writePdf } from "../../../../dev/pdf-writer.ts";
import { DocatError } from "../../../../lib/errors/docat-error.ts";
import { withDocument } from "../../../../lib/pdf/pdf-engine.ts";
import { loadPdfium } from "../../../../lib/pdf/pdfium/load-pdfium.ts";
import { createPdfiumEngine } from "../../../../lib/pdf/pdfium/pdfium-engine.ts";
import { objectPdf, streamOf } from "../../../support/object-pdf.ts";
import { cutOff, encryptedPdf, pdfOfLines, pdfOfPages } from "../../../support/pdf-builder.ts";
import { firstPage, textOf } from "../../../support/read-content.ts";

const engine = createPdfiumEngine();

describe("opening", () => {
  it("names the version of the package", async () => {
    const { version } = createRequire(import.meta.url)("../../../../node_modules/@embedpdf/pdfium/package.json");
    const said = await withDocument(engine, pdfOfPages(1), async (document) => document.engine);
    expect(said).toBe(`pdfium-${version}`);
  });

  it("leaves the caller's bytes alone and reads them again", async () => {
    const bytes = pdfOfPages(3);
    const before = bytes.slice();
    await firstPage(engine, bytes);
    expect(bytes).toEqual(before);
    expect(textOf(await firstPage(engine, bytes))).toContain("Page 1 of 3.");
  });

  it("reads any page, and again after a page that does not exist", async () => {
    await withDocument(engine, pdfOfPages(3), async (document) => {
      expect(document.pageCount).toBe(3);
      await expect(document.page(4)).rejects.toMatchObject({ code: "pdf_corrupt" });
      await expect(document.page(0)).rejects.toMatchObject({ code: "pdf_corrupt" });
      expect(textOf(await document.page(2))).toContain("Page 2 of 3.");
    });
  });

  it("gives the same for a page whatever was read before", async () => {
    const bytes = pdfOfPages(4);
    const alone = await withDocument(engine, bytes, (document) => document.page(3));
    const after = await withDocument(engine, bytes, async (document) => {
      await document.page(1);
      await document.page(2);
      return document.page(3);
    });
    expect(after).toEqual(alone);
  });

  it("keeps documents apart that are open at once", async () => {
    const first = await engine.open(pdfOfLines([["First"]]));
    const second = await engine.open(pdfOfLines([["Second"]]));
    expect(textOf(await second.page(1))).toBe("Second");
    await second.close();
    expect(textOf(await first.page(1))).toBe("First");
    await first.close();
  });

  it("is closed twice without harm", async () => {
    const document = await engine.open(pdfOfLines([["x"]]));
    await document.close();
    await document.close();
    expect(textOf(await firstPage(engine, pdfOfLines([["Still here"]])))).toBe("Still here");
  });

  it("reads files encrypted with an empty user password", async () => {
    expect(textOf(await firstPage(engine, encryptedPdf(["For everybody"], "")))).toBe("For everybody");
  });
});

describe("failures", () => {
  const text = (value: string) => new TextEncoder().encode(value);

  it.each([
    ["an empty file", new Uint8Array(), "file_empty"],
    ["no PDF at all", text("Dear Sir or Madam, this is a letter."), "not_a_pdf"],
    ["a header and nothing else", text("%PDF-1.7\n"), "pdf_truncated"],
    ["a header and an end without anything between", text("%PDF-1.7\nnonsense\nstartxref\n0\n%%EOF\n"), "pdf_corrupt"],
    ["a file that needs a password", encryptedPdf(["Secret"], "open sesame"), "password_required"],
    ["a document without pages", writePdf({ pages: [] }), "pdf_without_pages"],
  ])("%s", async (_name, bytes, code) => {
    await expect(engine.open(bytes)).rejects.toMatchObject({ code });
  });

  it("an encryption that is not known", async () => {
    const bytes = writePdf({
      pages: [{ content: "" }],
      trailer: " /Encrypt << /Filter /Unheard /V 9 /R 9 >> /ID [<00> <00>]",
    });
    await expect(engine.open(bytes)).rejects.toMatchObject({ code: "encryption_unsupported" });
  });

  it("a page of an impossible size fails alone", async () => {
    const bytes = writePdf({ pages: [{ content: "", width: 1e9, height: 1e9 }, { content: "" }] });
    await withDocument(engine, bytes, async (document) => {
      await expect(document.page(1)).rejects.toMatchObject({ code: "pdf_corrupt" });
      expect((await document.page(2)).number).toBe(2);
    });
  });

  it("inside of PDFium cost an instance, and no document that is open in it", async () => {
    const document = await engine.open(pdfOfPages(2));
    const broken = await loadPdfium();
    const trap = () =>
      broken.run(
        () => {
          throw new RangeError("Maximum call stack size exceeded");
        },
        (cause) => new DocatError("pdf_corrupt", { cause }),
      );
    expect(trap).toThrow(DocatError);
    expect(await loadPdfium()).not.toBe(broken);
    expect(textOf(await document.page(2))).toContain("Page 2 of 2.");
    await document.close();
  });

  it("for want of memory are told as such, and the next page is read", async () => {
    const form = (content: string) =>
      streamOf(
        content,
        "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 4 0 R >> /XObject << /X 10 0 R >> >>",
      );
    const bytes = objectPdf({
      content: "/Y Do ".repeat(30),
      resources: "/XObject << /Y 11 0 R >>",
      objects: [form(`BT /F1 12 Tf ${"(a) Tj ".repeat(20_000)} ET`), form("/X Do ".repeat(30))],
      morePages: 1,
    });
    await withDocument(engine, bytes, async (document) => {
      await expect(document.page(1)).rejects.toMatchObject({ code: "pdf_too_complex" });
      expect((await document.page(2)).number).toBe(2);
    });
  });
});

describe("what is said of a document", () => {
  it("metadata without control characters, null where there is none", async () => {
    const metadata = await withDocument(engine, pdfOfLines([["x"]], "A\\001 title"), (document) => document.metadata());
    expect(metadata).toEqual({ title: "A title", author: null, language: null, pdf_version: "1.4" });
  });

  it("its language", async () => {
    const bytes = objectPdf({ catalog: "/Lang (de-CH)" });
    const metadata = await withDocument(engine, bytes, (document) => document.metadata());
    expect(metadata).toMatchObject({ language: "de-CH", pdf_version: "1.7" });
  });

  it("nothing of a sound file", async () => {
    await withDocument(engine, pdfOfPages(2), async (document) => expect(document.warnings()).toEqual([]));
  });

  it("that it was cut off, and had to be searched for its objects", async () => {
    await withDocument(engine, cutOff(pdfOfPages(20), 0.95), async (document) => {
      expect(document.warnings().map(({ code }) => code)).toEqual(["document_truncated", "document_repaired"]);
      expect(textOf(await document.page(1))).toContain("Page 1");
    });
  });
});
