/** The PDF engine over pdf.js, in the build that unpdf makes of it for servers. */
import { readAll } from "../../contracts/document-source.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { isTruncated, openFailure } from "../document-failures.ts";
import { DEFAULT_PAGE_LIMITS, type PageLimits } from "../page/page-limits.ts";
import type { PdfDocument, PdfEngine } from "../pdf-engine.ts";
import { operatorSet } from "./operators.ts";
import { findPdfjsAssets, type PdfjsAssets } from "./pdfjs-assets.ts";
import { type LoadingTask, PdfjsDocument } from "./pdfjs-document.ts";
import { listen, Notices, noticesAsWarnings, startListening, stopListening } from "./pdfjs-notices.ts";
import { openPdfjsWorker } from "./pdfjs-port.ts";
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
    open: async (source, opening) => openDocument(await readAll(source), opening?.password ?? "", { assets, limits }),
  };
}

/**
 * No images, no scripts, no forms drawn by XFA, no fonts of the machine, no WebAssembly, no network. Fonts tell all they know, and
 * are not to be drawn glyph by glyph, which pdf.js would make ready for when it may not load them.
 */
const SAFE = {
  cMapPacked: true,
  disableFontFace: false,
  fontExtraProperties: true,
  enableXfa: false,
  isImageDecoderSupported: false,
  isOffscreenCanvasSupported: false,
  maxImageSize: 1,
  useSystemFonts: false,
  useWasm: false,
  useWorkerFetch: false,
} as const;

type Pdfjs = typeof import("unpdf/pdfjs");

let loaded: Promise<Pdfjs> | undefined;

/** Loads pdf.js at first use: functions that never open a document do not pay for it. */
function loadPdfjs(): Promise<Pdfjs> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Pdfjs> {
  installSumPrecise();
  return await import("unpdf/pdfjs");
}

/** A document on its way, with halves of pdf.js of its own; `destroy` ends them with it. */
function startLoading(pdfjs: Pdfjs, parameters: Parameters<Pdfjs["getDocument"]>[0]): LoadingTask {
  const worker = openPdfjsWorker(pdfjs);
  const task = pdfjs.getDocument({ ...parameters, worker });
  return {
    promise: task.promise,
    async destroy() {
      await task.destroy();
      worker.destroy();
    },
  };
}

async function openDocument(
  bytes: Uint8Array,
  password: string,
  { assets, limits }: Required<PdfjsEngineOptions> & { readonly limits: PageLimits },
): Promise<PdfDocument> {
  if (bytes.length === 0) {
    throw new DocatError("file_empty");
  }
  startListening();
  const heard = new Notices();
  let task: LoadingTask | undefined;
  try {
    const pdfjs = await loadPdfjs();
    const secret = password === "" ? {} : { password };
    const parameters = { ...SAFE, ...assets, ...secret, verbosity: pdfjs.VerbosityLevel.WARNINGS, data: bytes.slice() };
    task = listen(heard, () => startLoading(pdfjs, parameters));
    const proxy = await task.promise;
    if (proxy.numPages < 1) {
      throw new DocatError("pdf_without_pages");
    }
    return new PdfjsDocument(task, proxy, {
      limits,
      operators: operatorSet(pdfjs.OPS),
      warnings: openWarnings(bytes, heard),
      file: { bytes, passwordGiven: password !== "" },
    });
  } catch (error) {
    await task?.destroy();
    await stopListening();
    throw error instanceof DocatError ? error : openFailure(error, bytes);
  }
}

function openWarnings(bytes: Uint8Array, heard: Notices): Warning[] {
  const truncated: Warning = {
    code: "document_truncated",
    message: "The file does not end as a PDF does; what followed is missing.",
  };
  return [...(isTruncated(bytes) ? [truncated] : []), ...noticesAsWarnings(heard)];
}
