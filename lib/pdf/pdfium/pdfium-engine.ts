/** The PDF engine over PDFium, compiled to WebAssembly. */
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { isTruncated, openFailure } from "../document-failures.ts";
import { DEFAULT_PAGE_LIMITS, type PageLimits } from "../page/page-limits.ts";
import type { PdfDocument, PdfEngine } from "../pdf-engine.ts";
import { PdfiumDocument } from "./pdfium-document.ts";
import type { Pointer } from "./pdfium-exports.ts";
import { loadPdfium, type PdfiumInstance } from "./pdfium-instance.ts";

interface PdfiumEngineOptions {
  readonly limits?: Partial<PageLimits>;
}

/**
 * Builds the engine. PDFium runs in the caller's thread: a hostile file can keep that thread busy, so whoever opens untrusted
 * bytes gives them a thread with a deadline. Nothing is fetched from the network, and no script of a document is run.
 */
export function createPdfiumEngine(options: PdfiumEngineOptions = {}): PdfEngine {
  const limits = { ...DEFAULT_PAGE_LIMITS, ...options.limits };
  return { open: (bytes) => openDocument(bytes, limits) };
}

/** Loads PDFium, so that the first document need not wait for it. */
export async function preparePdfium(): Promise<void> {
  await loadPdfium();
}

const ERROR_PASSWORD = 4;
const ERROR_SECURITY = 5;

async function openDocument(bytes: Uint8Array, limits: PageLimits): Promise<PdfDocument> {
  if (bytes.length === 0) throw new DocatError("file_empty");
  const pdfium = await loadPdfium();
  pdfium.hold();
  try {
    return pdfium.run(
      () => open(pdfium, bytes, limits),
      (cause) => openFailure(cause, bytes),
    );
  } catch (error) {
    pdfium.release();
    throw error;
  }
}

function open(pdfium: PdfiumInstance, bytes: Uint8Array, limits: PageLimits): PdfDocument {
  const { exports, heap } = pdfium;
  const data = exports.malloc(bytes.length);
  if (data === 0) throw new DocatError("pdf_too_complex");
  heap.bytes.set(bytes, data);
  const handle = exports.FPDF_LoadMemDocument(data, bytes.length, 0);
  if (handle === 0) {
    const reason = exports.FPDF_GetLastError();
    exports.free(data);
    throw refusal(reason, bytes);
  }
  const pageCount = exports.FPDF_GetPageCount(handle);
  if (pageCount < 1) {
    exports.FPDF_CloseDocument(handle);
    exports.free(data);
    throw new DocatError("pdf_without_pages");
  }
  return new PdfiumDocument(pdfium, { handle, data, pageCount }, limits, openWarnings(pdfium, handle, bytes));
}

function refusal(reason: number, bytes: Uint8Array): DocatError {
  if (reason === ERROR_PASSWORD) return new DocatError("password_required");
  if (reason === ERROR_SECURITY) return new DocatError("encryption_unsupported");
  return openFailure(undefined, bytes);
}

function openWarnings({ exports }: PdfiumInstance, handle: Pointer, bytes: Uint8Array): Warning[] {
  const repaired = exports.FPDF_DocumentHasValidCrossReferenceTable(handle) === 0;
  return [...(isTruncated(bytes) ? [TRUNCATED] : []), ...(repaired ? [REPAIRED] : [])];
}

const TRUNCATED: Warning = {
  code: "document_truncated",
  message: "The file does not end as a PDF does; what followed is missing.",
};
const REPAIRED: Warning = {
  code: "document_repaired",
  message: "The file's cross-reference table is damaged; its objects were found by searching.",
};
