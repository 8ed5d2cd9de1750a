/** The PDF engine over pdf.js, in the build that unpdf makes of it for servers. */
import { readAll } from "../../contracts/document-source.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { isTruncated, openFailure } from "../document-failures.ts";
import { DEFAULT_PAGE_LIMITS, type PageLimits } from "../page/page-limits.ts";
import type { PdfDocument, PdfEngine } from "../pdf-engine.ts";
import { type EngineFile, isBlocking, sizeOf } from "../source/blocking-source.ts";
import { PageView } from "../source/page-view.ts";
import { loadDocument, type Pdfjs } from "./loaded-document.ts";
import { operatorSet } from "./operators.ts";
import { findPdfjsAssets, type PdfjsAssets } from "./pdfjs-assets.ts";
import { PdfjsDocument } from "./pdfjs-document.ts";
import { Notices, noticesAsWarnings, startListening, stopListening } from "./pdfjs-notices.ts";
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
    async open(document, opening) {
      const file = isBlocking(document) ? document : await readAll(document);
      return openDocument(file, opening?.password ?? "", { assets, limits });
    },
  };
}

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

async function openDocument(
  file: EngineFile,
  password: string,
  { assets, limits }: Required<PdfjsEngineOptions> & { readonly limits: PageLimits },
): Promise<PdfDocument> {
  if (sizeOf(file) === 0) throw new DocatError("file_empty");
  startListening();
  const heard = new Notices();
  try {
    const pdfjs = await loadPdfjs();
    const view = new PageView(file);
    const loadWith = (notices: Notices) => (shown: EngineFile) =>
      loadDocument(pdfjs, { file: shown, password, assets, heard: notices });
    const loaded = await view.turnTo(0, loadWith(heard));
    return new PdfjsDocument(loaded, {
      view,
      load: loadWith(new Notices()),
      limits,
      operators: operatorSet(pdfjs.OPS),
      warnings: openWarnings(file, heard),
      file: { source: file, passwordGiven: password !== "" },
    });
  } catch (error) {
    await stopListening();
    throw error instanceof DocatError ? error : openFailure(error, file);
  }
}

function openWarnings(file: EngineFile, heard: Notices): Warning[] {
  const truncated: Warning = {
    code: "document_truncated",
    message: "The file does not end as a PDF does; what followed is missing.",
  };
  return [...(isTruncated(file) ? [truncated] : []), ...noticesAsWarnings(heard)];
}
