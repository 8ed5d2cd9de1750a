/** The PDF engine over PDFium, compiled to WebAssembly. */
import { readAll } from "../../contracts/document-source.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { isTruncated } from "../document-failures.ts";
import { DEFAULT_PAGE_LIMITS, type PageLimits } from "../page/page-limits.ts";
import type { PdfDocument, PdfEngine } from "../pdf-engine.ts";
import { type EngineFile, isBlocking, sizeOf } from "../source/blocking-source.ts";
import { DocumentLoader } from "./document-loader.ts";
import { loadPdfium } from "./load-pdfium.ts";
import { PdfiumDocument } from "./pdfium-document.ts";

interface PdfiumEngineOptions {
  readonly limits?: Partial<PageLimits>;
}

/**
 * Builds the engine. PDFium runs in the caller's thread: a hostile file can keep that thread busy, so whoever opens untrusted
 * bytes gives them a thread with a deadline. Memory is bounded: beside the port's codes `open` and `page` reject with
 * `pdf_too_complex`. Nothing is fetched from the network, and no script of a document is run.
 */
export function createPdfiumEngine(options: PdfiumEngineOptions = {}): PdfEngine {
  const limits = { ...DEFAULT_PAGE_LIMITS, ...options.limits };
  return {
    async open(document, opening) {
      const source = isBlocking(document) ? document : await readAll(document);
      return openDocument(source, opening?.password, limits);
    },
  };
}

/** Loads PDFium, so that the first document need not wait for it. */
export async function preparePdfium(): Promise<void> {
  await loadPdfium();
}

async function openDocument(
  source: EngineFile,
  password: string | undefined,
  limits: PageLimits,
): Promise<PdfDocument> {
  if (sizeOf(source) === 0) throw new DocatError("file_empty");
  const loader = new DocumentLoader({ source, password });
  const { pageCount, repaired } = await loader.load();
  const warnings = [...(isTruncated(source) ? [TRUNCATED] : []), ...(repaired ? [REPAIRED] : [])];
  return new PdfiumDocument(loader, { limits, pageCount, warnings });
}

const TRUNCATED: Warning = {
  code: "document_truncated",
  message: "The file does not end as a PDF does; what followed is missing.",
};
const REPAIRED: Warning = {
  code: "document_repaired",
  message: "The file's cross-reference table is damaged; its objects were found by searching.",
};
