/** Documents that lie elsewhere are read as far as they are needed, and nobody is blamed for what is not his fault. */
import { describe, expect, it } from "vitest";
import { largePdf } from "../../../../dev/large-pdf.ts";
import { ENGINE_CHOICES, ENGINE_NAMES } from "../../../../lib/contracts/engine-choice.ts";
import { DocatError } from "../../../../lib/errors/docat-error.ts";
import { BYTES_PER_MB } from "../../../../lib/limits/sandbox.ts";
import { createLocalEngine } from "../../../../lib/pdf/auto/local-engine.ts";
import { type PdfDocument, withDocument } from "../../../../lib/pdf/pdf-engine.ts";
import { createSandboxEngine } from "../../../../lib/pdf/sandbox/sandbox-engine.ts";
import { LAUGH, laughingPdf, packed, pdfOfContents, showText } from "../../../support/bomb-builder.ts";
import { countingSource } from "../../../support/counting-source.ts";
import { encryptedPdf, pdfOfPages } from "../../../support/pdf-builder.ts";
import { textOf } from "../../../support/read-content.ts";

/** All documents of this engine are large. */
const engine = createSandboxEngine({ pageMs: 1_500, source: { smallBytes: 0 } });

async function readAll(document: PdfDocument) {
  const pages = [];
  for (let number = 1; number <= document.pageCount; number += 1) pages.push(await document.page(number));
  const [metadata, navigation] = [await document.metadata(), await document.navigation()];
  return { pages, metadata, navigation, warnings: document.warnings() };
}

describe.each(ENGINE_CHOICES)("A document that %s reads in ranges", (choice) => {
  it.each([
    ["that is sound", pdfOfPages(3)],
    ["that is encrypted", encryptedPdf(["For everybody"], "")],
    ["without a cross-reference table", pdfOfContents([showText("Found")])],
    ["that has lost its end", pdfOfPages(20).slice(0, -"startxref\n12345\n%%EOF\n".length)],
    ["of many blocks", largePdf({ pages: 12, contentBytes: 9_000, pictureBytes: 50_000 })],
    ["of more pages than are shown at once", largePdf({ pages: 70, contentBytes: 2_000, pictureBytes: 0, fanOut: 20 })],
    ["with large pictures", largePdf({ pages: 6, contentBytes: 9_000, pictureBytes: 400_000 })],
  ])("%s is read like one in memory", async (_, bytes) => {
    const opening = { engine: choice };
    expect(await withDocument(engine, countingSource(bytes), readAll, opening)).toEqual(
      await withDocument(createLocalEngine(), bytes, readAll, opening),
    );
  });

  it("is told from what is none", async () => {
    const letter = countingSource(new TextEncoder().encode("Dear Sir or Madam"));
    await expect(engine.open(letter, { engine: choice })).rejects.toMatchObject({ code: "not_a_pdf" });
    const secret = countingSource(encryptedPdf(["secret"], "letmein"));
    await expect(engine.open(secret, { engine: choice })).rejects.toMatchObject({ code: "password_required" });
    const opening = { engine: choice, password: "letmein" };
    await withDocument(
      engine,
      secret,
      async (document) => expect(textOf(await document.page(1))).toBe("secret"),
      opening,
    );
  });

  it.each([new DocatError("store_unavailable"), new DocatError("document_lost")])(
    "fails with what its store fails with, and goes on when that answers again: $code",
    async (failure) => {
      const source = countingSource(largePdf({ pages: 9, contentBytes: 90_000, pictureBytes: 0 }));
      await withDocument(
        engine,
        source,
        async (document) => {
          expect(textOf(await document.page(1))).toBe("Page 1 of 9.");
          source.failure = failure;
          await expect(document.page(8)).rejects.toMatchObject({ name: "DocatError", code: failure.code });
          source.failure = undefined;
          expect(textOf(await document.page(8))).toBe("Page 8 of 9.");
        },
        { engine: choice },
      );
      source.failure = failure;
      await expect(engine.open(source, { engine: choice })).rejects.toMatchObject({ code: failure.code });
    },
  );
});

const BOOK = { pages: 1_000, contentBytes: 17_300, pictureBytes: 0 };
const book = largePdf(BOOK);

describe.each(ENGINE_NAMES)("Of a book of 1,000 pages and 17.7 MB %s", (choice) => {
  it("reads less than a tenth for 26 pages from the middle, and for what the book says of itself", async () => {
    const source = countingSource(book);
    const read = async (document: PdfDocument) => {
      expect(document.pageCount).toBe(1_000);
      await document.metadata();
      await document.navigation();
      expect((await document.security("ends")).findings).toEqual([]);
      for (let number = 501; number <= 526; number += 1) {
        expect(textOf(await document.page(number))).toBe(`Page ${number} of 1000.`);
      }
    };
    await withDocument(engine, source, read, { engine: choice });
    expect(source.sizeBytes).toBeGreaterThan(17.6e6);
    expect(source.bytesRead).toBeLessThan(0.1 * source.sizeBytes);
    expect(source.reads.length).toBeLessThan(20);
  });

  it("need not read the pages before them when its page tree has no nodes", async () => {
    const source = countingSource(largePdf({ ...BOOK, fanOut: 1_000 }));
    const read = async (document: PdfDocument) => {
      for (const number of [900, 100]) expect(textOf(await document.page(number))).toBe(`Page ${number} of 1000.`);
    };
    await withDocument(engine, source, read, { engine: choice });
    expect(source.bytesRead).toBeLessThan(0.3 * source.sizeBytes);
  });
});

describe.each(ENGINE_NAMES)("Of a document with pictures %s", (choice) => {
  it("reads what lies around them", async () => {
    const source = countingSource(largePdf({ pages: 12, contentBytes: 2_000, pictureBytes: 900_000 }));
    await withDocument(
      engine,
      source,
      async (document) => {
        for (let number = 1; number <= 12; number += 1)
          expect(textOf(await document.page(number))).toBe(`Page ${number} of 12.`);
      },
      { engine: choice },
    );
    expect(source.bytesRead).toBeLessThan(0.25 * source.sizeBytes);
  });
});

describe("A document in ranges", () => {
  it("survives the thread that reads it", async () => {
    const source = countingSource(laughingPdf([showText("One"), LAUGH, showText("Three")]));
    await withDocument(engine, source, async (document) => {
      expect(textOf(await document.page(1))).toBe("One");
      await expect(document.page(2)).rejects.toMatchObject({ code: "pdf_too_complex" });
      expect(textOf(await document.page(3))).toBe("Three");
    });
  });

  it("is not looked at as a whole before it is opened: limits hold for what is in it", async () => {
    const source = countingSource(pdfOfContents([packed("q ", 40 * BYTES_PER_MB), showText("Two")]));
    await withDocument(engine, source, async (document) => {
      await document.page(1).catch((error: unknown) => expect(error).toMatchObject({ code: "pdf_too_complex" }));
      expect(textOf(await document.page(2))).toBe("Two");
    });
  });

  it("that lies far away is given time: waiting is no work", async () => {
    const patient = createSandboxEngine({ openMs: 300, pageMs: 300, source: { smallBytes: 0 } });
    const source = countingSource(largePdf({ pages: 3, contentBytes: 70_000, pictureBytes: 0 }));
    source.delayMs = 400;
    await withDocument(
      patient,
      source,
      async (document) => {
        expect(textOf(await document.page(3))).toBe("Page 3 of 3.");
      },
      { engine: "pdfium" },
    );
  });

  it("whose store does not answer at all is given up as the store's fault", async () => {
    const brief = createSandboxEngine({ source: { smallBytes: 0, readMs: 50 } });
    const source = countingSource(pdfOfPages(1));
    source.delayMs = 10_000;
    await expect(brief.open(source)).rejects.toMatchObject({ code: "store_unavailable", retryable: true });
  });

  it("that takes more reads than a document may is too complex", async () => {
    const strict = createSandboxEngine({ source: { smallBytes: 0, freeReads: -4, patientReads: 1_000 } });
    const source = countingSource(largePdf({ pages: 9, contentBytes: 90_000, pictureBytes: 0 }));
    await expect(withDocument(strict, source, readAll, { engine: "pdfium" })).rejects.toMatchObject({
      code: "pdf_too_complex",
    });
  });

  it("that is small is read whole, at once", async () => {
    const source = countingSource(pdfOfPages(9));
    await withDocument(createSandboxEngine(), source, readAll);
    expect(source.reads).toEqual([{ start: 0, end: source.sizeBytes }]);
  });
});
