/** Pages read in ranges and settled: nothing is lost silently, and the split does not show. */
import { describe, expect, it } from "vitest";
import { setText, setUnicode, writePdf } from "../../../dev/pdf-writer.ts";
import type { LaidOutPage } from "../../../lib/contracts/block.ts";
import { ENGINE_CHOICES } from "../../../lib/contracts/engine-choice.ts";
import type { Warning } from "../../../lib/contracts/warning.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { applyStyle } from "../../../lib/layout/apply-style.ts";
import { summarisePage } from "../../../lib/layout/summarise-page.ts";
import { ENGINE_VERSIONS } from "../../../lib/limits/result-version.ts";
import { createLocalEngine } from "../../../lib/pdf/auto/local-engine.ts";
import { type PdfDocument, withDocument } from "../../../lib/pdf/pdf-engine.ts";
import { readPages } from "../../../lib/pipeline/read-pages.ts";
import { type DocumentFacts, settleDocument, totalLoss } from "../../../lib/pipeline/settle.ts";
import { pageOf, run } from "../../support/page-builder.ts";
import { pdfOfPages } from "../../support/pdf-builder.ts";

const facts: DocumentFacts = {
  document: {
    name: null,
    sha256: "00",
    size_bytes: 1,
    pages_total: 7,
    title: null,
    author: null,
    language: null,
    pdf_version: null,
    outline: [],
    attachments: [],
  },
  engine: "test",
  warnings: [],
};

/** Page 2 throws, page 3 is empty. */
const uneven: PdfDocument = {
  engine: "test",
  pageCount: 3,
  metadata: () => Promise.reject(new Error("not asked for")),
  navigation: () => Promise.reject(new Error("not asked for")),
  security: () => Promise.reject(new Error("not asked for")),
  page: (number) => {
    if (number === 2) {
      return Promise.reject(new RangeError("Maximum call stack size exceeded"));
    }
    return Promise.resolve(pageOf(number === 3 ? [] : [run({ text: "Text" })], number));
  },
  warnings: () => [],
  close: () => Promise.resolve(),
};

it("gives an empty page and a warning for one that fails, a warning for one without text", async () => {
  const pages = await readPages(uneven, [1, 2, 3]);
  expect(pages.map((page) => [page.number, page.blocks.length, page.warnings.map((warning) => warning.code)])).toEqual([
    [1, 1, []],
    [2, 0, ["page_failed"]],
    [3, 0, ["page_without_text"]],
  ]);
  const { frame } = settleDocument(facts, pages.map(summarisePage));
  expect(frame.receipt).toEqual({
    engine: "test",
    pages_total: 7,
    pages_selected: 3,
    pages_extracted: 1,
    pages_empty: [3],
    pages_failed: [2],
    pages_truncated: [],
    pages_undecodable: [],
    pages_ocr: [],
    characters: 4,
    characters_undecodable: 0,
    characters_outside_pages: 0,
    fonts_undecodable: [],
  });
  expect(frame.warnings.map((warning) => [warning.code, warning.page])).toEqual([
    ["page_without_text", 3],
    ["page_failed", 2],
  ]);
});

it("bounds the warnings of one kind and tells how many more there are", () => {
  const empty = (number: number): LaidOutPage => ({
    number,
    width: 1,
    height: 1,
    blocks: [],
    warnings: [{ code: "page_without_text", message: "none", page: number }],
  });
  const pages = Array.from({ length: 80 }, (_, index) => empty(index + 1));
  const { warnings } = settleDocument(facts, pages.map(summarisePage)).frame;
  expect(warnings).toHaveLength(51);
  expect(warnings.at(-1)).toEqual({ code: "page_without_text", message: "The same holds for 30 more pages." });
});

it("tells a font's fault once, on the first page that meets it, however often the ranges met it", () => {
  const withFault = (number: number, faulty: boolean) => ({
    ...summarisePage({ number, width: 1, height: 1, blocks: [], warnings: [] }),
    warnings: faulty ? [{ code: "font_unreadable" as const, message: "fault", page: number }] : [],
  });
  const whole = [withFault(1, false), withFault(2, true), withFault(3, false)];
  const ranges = [withFault(3, true), withFault(1, false), withFault(2, true)];
  expect(settleDocument(facts, ranges)).toEqual(settleDocument(facts, whole));
});

it("names every engine that had a part, whichever pages it read", () => {
  const pages = [1, 2, 3].map((number) => summarisePage({ number, width: 1, height: 1, blocks: [], warnings: [] }));
  const reread = (number: number): Warning => ({ code: "page_reread", message: "again", page: number });
  const some = pages.map((page) => (page.number === 2 ? { ...page, warnings: [reread(2)] } : page));
  const fast = { ...facts, engine: ENGINE_VERSIONS.pdfium };
  expect(settleDocument(fast, pages).frame.receipt.engine).toBe(ENGINE_VERSIONS.pdfium);
  const { receipt, warnings } = settleDocument(fast, some).frame;
  expect(receipt.engine).toBe(`${ENGINE_VERSIONS.pdfium}, ${ENGINE_VERSIONS.pdfjs}`);
  expect(warnings).toContainEqual(reread(2));
});

const at = (x: number, text: string) => setText("Helvetica", 12, x, 700, text);
const undecodable = setUnicode("Any", 12, 72, 600, "\u0001\u0002");
const faulty = writePdf({
  pages: [
    { content: at(72, "Page 1 of 7.") },
    { content: at(72, "Page 2 of 7.") + undecodable },
    { content: "" },
    { content: at(72, "Page 4 of 7.") + at(700, "outside") },
    { content: at(700, "Nothing but this") },
    { content: `${undecodable}BT /NoSuchFont 12 Tf 72 500 Td (Guessed) Tj ET` },
    { content: at(72, "Page 7 of 7.") + undecodable },
  ],
});

it.each(
  ENGINE_CHOICES.flatMap((choice) => [["sound", choice, pdfOfPages(7)] as const, ["faulty", choice, faulty] as const]),
)("gives the same result of %s pages with %s however they are split", async (_, choice, bytes) => {
  const engine = createLocalEngine();
  const results = [];
  for (const ranges of [[[1, 2, 3, 4, 5, 6, 7]], [[1], [2, 3], [4, 5, 6, 7]], [[7], [1, 2, 3, 4, 5, 6]]]) {
    const parts = [];
    for (const numbers of ranges) {
      parts.push(await withDocument(engine, bytes, (document) => readPages(document, numbers), { engine: choice }));
    }
    const pages = parts.flat().toSorted((a, b) => a.number - b.number);
    const { style, frame } = settleDocument(facts, pages.map(summarisePage));
    results.push(JSON.stringify([frame, pages.map((page) => applyStyle(page, style))]));
  }
  expect(new Set(results).size).toBe(1);
  expect(results[0]).toContain("Page 7 of 7.");
});

describe("A document of which no page could be read", () => {
  const summaryOf = (code: Warning["code"], number: number) =>
    summarisePage({ number, width: 0, height: 0, blocks: [], warnings: [{ code, message: "so", page: number }] });

  it.each([
    [["page_failed", "page_failed"], "pdf_corrupt"],
    [["page_failed", "page_too_complex"], "pdf_too_complex"],
    [["page_too_complex"], "pdf_too_complex"],
    [["page_without_text", "page_failed"], undefined],
    [[], undefined],
  ] as const)("%j: %s", (codes, code) => {
    const loss = totalLoss(codes.map((one, index) => summaryOf(one, index + 1)));
    expect(loss?.code).toBe(code);
    expect(loss?.detail).toBe(code && "None of its pages could be read.");
  });

  it("is a file that has lost its end, and no page of which has text", () => {
    const truncated = { code: "document_truncated", message: "so" } as const;
    const pages = [summaryOf("page_without_text", 1), summaryOf("page_failed", 2)];
    expect(totalLoss(pages, [truncated])?.code).toBe("pdf_truncated");
    expect(totalLoss([{ ...summaryOf("page_without_text", 1), characters: 1 }], [truncated])).toBeUndefined();
    expect(totalLoss(pages, [])).toBeUndefined();
  });
});

it("tells a page that the engine gave up from one that is broken, and passes on what is no page's fault", async () => {
  const failing = (error: Error): PdfDocument => ({ ...uneven, page: () => Promise.reject(error) });
  const codesOf = async (error: Error) =>
    (await readPages(failing(error), [1])).flatMap(({ warnings }) => warnings.map(({ code }) => code));
  expect(await codesOf(new DocatError("pdf_too_complex"))).toEqual(["page_too_complex"]);
  expect(await codesOf(new DocatError("pdf_corrupt"))).toEqual(["page_failed"]);
  await expect(codesOf(new DocatError("internal_error"))).rejects.toMatchObject({ code: "internal_error" });
});
