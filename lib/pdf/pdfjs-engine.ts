/** The PDF engine over pdf.js, in the build that unpdf makes of it for servers. */
import type { PDFDocumentLoadingTask } from "unpdf/pdfjs";
import type { Warning } from "../contracts/warning.ts";
import { DocatError } from "../errors/docat-error.ts";
import { ENGINE_VERSION } from "../limits/result-version.ts";
import type { PdfDocument, PdfEngine } from "./pdf-engine.ts";
import { findPdfjsAssets, type PdfjsAssets } from "./pdfjs-assets.ts";
import { PdfjsDocument } from "./pdfjs-document.ts";
import { isTruncated, openFailure } from "./pdfjs-failures.ts";
import { listen, noticesAsWarnings, startListening, stopListening } from "./pdfjs-notices.ts";
import { DEFAULT_PAGE_LIMITS, type PageLimits } from "./pdfjs-page.ts";
import { installSumPrecise } from "./sum-precise.ts";

interface PdfjsEngineOptions {
  /** Where character maps and standard fonts lie; found by itself when absent. */
  readonly assets?: PdfjsAssets;
  readonly limits?: Partial<PageLimits>;
}

/**
 * Builds the engine. Throws when the character maps are not on this machine.
 * pdf.js runs in the caller's thread: a hostile file can keep that thread busy, so whoever opens untrusted bytes
 * gives them a thread with a deadline. Nothing is fetched from the network and no script of a document is run.
 */
export function createPdfjsEngine(options: PdfjsEngineOptions = {}): PdfEngine {
  const assets = options.assets ?? findPdfjsAssets();
  const limits = { ...DEFAULT_PAGE_LIMITS, ...options.limits };
  return {
    version: ENGINE_VERSION,
    open: (bytes) => openDocument(bytes, assets, limits),
  };
}

/** Text only: no images, no scripts, no forms drawn by XFA, no fonts of the machine, no WebAssembly, no network. */
const SAFE = {
  cMapPacked: true,
  disableFontFace: true,
  enableXfa: false,
  isImageDecoderSupported: false,
  isOffscreenCanvasSupported: false,
  maxImageSize: 1,
  useSystemFonts: false,
  useWasm: false,
  useWorkerFetch: false,
} as const;

/** Loads pdf.js at first use: functions that never open a document do not pay for it. */
async function loadPdfjs(): Promise<typeof import("unpdf/pdfjs")> {
  installSumPrecise();
  return await import("unpdf/pdfjs");
}

async function openDocument(bytes: Uint8Array, assets: PdfjsAssets, limits: PageLimits): Promise<PdfDocument> {
  if (bytes.length === 0) {
    throw new DocatError("file_empty");
  }
  startListening();
  const heard = new Set<Warning["code"]>();
  let task: PDFDocumentLoadingTask | undefined;
  try {
    const { getDocument, VerbosityLevel } = await loadPdfjs();
    const parameters = { ...SAFE, ...assets, verbosity: VerbosityLevel.WARNINGS, data: bytes.slice() };
    task = listen(heard, () => getDocument(parameters));
    const proxy = await task.promise;
    if (proxy.numPages < 1) {
      throw new DocatError("pdf_without_pages");
    }
    return new PdfjsDocument(task, proxy, limits, openWarnings(bytes, heard));
  } catch (error) {
    await task?.destroy();
    await stopListening();
    throw error instanceof DocatError ? error : openFailure(error, bytes);
  }
}

function openWarnings(bytes: Uint8Array, heard: ReadonlySet<Warning["code"]>): Warning[] {
  const truncated: Warning = {
    code: "document_truncated",
    message: "The file does not end as a PDF does; what followed is missing.",
  };
  return [...(isTruncated(bytes) ? [truncated] : []), ...noticesAsWarnings(heard)];
}
