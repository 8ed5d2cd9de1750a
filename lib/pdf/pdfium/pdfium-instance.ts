/** The instance of PDFium that this thread works with, loaded at first use and thrown away when it can no longer be trusted. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DocatError } from "../../errors/docat-error.ts";
import type { PdfiumExports } from "./pdfium-exports.ts";
import { PdfiumHeap } from "./pdfium-heap.ts";

/** Memory of a module never shrinks: an instance that has grown beyond this is given up with its last document. */
const MAX_KEPT_BYTES = 256 * 1024 * 1024;

export class PdfiumInstance {
  readonly exports: PdfiumExports;
  readonly heap: PdfiumHeap;
  #documents = 0;
  #broken = false;

  constructor(exports: PdfiumExports) {
    exports.PDFiumExt_Init();
    this.exports = exports;
    this.heap = new PdfiumHeap(exports);
  }

  /** Whether another document may be opened in it. */
  get usable(): boolean {
    return !this.#broken && (this.#documents > 0 || this.heap.size <= MAX_KEPT_BYTES);
  }

  /** Counts a document that lives in it; pair with `release`. */
  hold(): void {
    this.#documents += 1;
  }

  release(): void {
    this.#documents -= 1;
  }

  /**
   * Runs calls into the module. Whatever is thrown there (a trap, an abort, a stack that is used up) leaves the module's memory
   * in an unknown state: `failure` is thrown instead, and the instance and all its documents are refused from then on.
   */
  run<T>(work: () => T, failure: (cause: unknown) => DocatError): T {
    if (this.#broken) throw failure(undefined);
    try {
      return work();
    } catch (error) {
      if (error instanceof DocatError) throw error;
      this.#broken = true;
      throw failure(error);
    }
  }

  /** For clean-up: runs calls into the module if it is sound, and never throws. */
  tidy(work: () => void): void {
    if (this.#broken) return;
    try {
      work();
    } catch {
      this.#broken = true;
    }
  }
}

let current: Promise<PdfiumInstance> | undefined;

/** The instance of this thread: the last one as long as it is usable, otherwise a new one. */
export async function loadPdfium(): Promise<PdfiumInstance> {
  const last = await current?.catch(() => undefined);
  if (last?.usable) return last;
  current = instantiate();
  return await current;
}

async function instantiate(): Promise<PdfiumInstance> {
  const { init } = await import("@embedpdf/pdfium");
  const { pdfium } = await init({ wasmBinary: readWasm(), print: () => {}, printErr: () => {} });
  return new PdfiumInstance(pdfium.wasmExports as unknown as PdfiumExports);
}

function readWasm(): ArrayBuffer {
  // In this very form bundlers see that the file belongs to the program.
  const file = readFileSync(createRequire(import.meta.url).resolve("@embedpdf/pdfium/pdfium.wasm"));
  return new Uint8Array(file).buffer;
}
