/** A document inside pdf.js, with halves of pdf.js of its own. */
import type { PDFDocumentProxy } from "unpdf/pdfjs";
import { DocatError } from "../../errors/docat-error.ts";
import { openFailure } from "../document-failures.ts";
import type { EngineFile } from "../source/blocking-source.ts";
import type { PdfjsAssets } from "./pdfjs-assets.ts";
import { listen, type Notices } from "./pdfjs-notices.ts";
import { openPdfjsWorker } from "./pdfjs-port.ts";
import { openRangeTransport } from "./range-transport.ts";

export type Pdfjs = typeof import("unpdf/pdfjs");

export interface LoadedDocument {
  readonly proxy: PDFDocumentProxy;
  readonly pageCount: number;
  /** What pdf.js has read of a document that it reads piece by piece, and keeps; nothing for one that it has as a whole. */
  heldBytes(): number;
  /** Ends both halves of pdf.js. */
  close(): Promise<void>;
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

/** Only what is asked for is read, in parts as large as those that are kept of a document. */
const BY_RANGES = { disableAutoFetch: true, disableStream: true, rangeChunkSize: 65_536 } as const;

interface Loading {
  readonly file: EngineFile;
  /** Empty for none. */
  readonly password: string;
  readonly assets: PdfjsAssets;
  /** Hears what pdf.js has to say. */
  readonly heard: Notices;
}

/** Throws DocatError as `PdfEngine.open` does. */
export async function loadDocument(pdfjs: Pdfjs, { file, password, assets, heard }: Loading): Promise<LoadedDocument> {
  const worker = openPdfjsWorker(pdfjs);
  const transport = file instanceof Uint8Array ? undefined : openRangeTransport(pdfjs, file);
  const content = file instanceof Uint8Array ? { data: file.slice() } : { range: transport?.range, ...BY_RANGES };
  const secret = password === "" ? {} : { password };
  const parameters = { ...SAFE, ...assets, ...content, ...secret, verbosity: pdfjs.VerbosityLevel.WARNINGS, worker };
  const task = listen(heard, () => pdfjs.getDocument(parameters as Parameters<Pdfjs["getDocument"]>[0]));
  const close = async () => {
    await task.destroy();
    worker.destroy();
  };
  try {
    const proxy = await task.promise;
    if (proxy.numPages < 1) throw new DocatError("pdf_without_pages");
    return { proxy, pageCount: proxy.numPages, heldBytes: () => transport?.heldBytes ?? 0, close };
  } catch (error) {
    await close();
    throw error instanceof DocatError ? error : openFailure(error, file);
  }
}
