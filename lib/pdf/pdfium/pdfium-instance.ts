/** An instance of PDFium's module: its exports, its memory, and whether it can still be trusted. */
import { DocatError } from "../../errors/docat-error.ts";
import { type AddFunction, FileShelf } from "./file-shelf.ts";
import type { PdfiumExports } from "./pdfium-exports.ts";
import { PdfiumHeap } from "./pdfium-heap.ts";

/** Memory of a module never shrinks: an instance that has grown beyond this is given up with its last document. */
const MAX_KEPT_BYTES = 192 * 1024 * 1024;

export class PdfiumInstance {
  readonly exports: PdfiumExports;
  readonly heap: PdfiumHeap;
  readonly shelf: FileShelf;
  readonly #memory: { readonly exceeded: boolean };
  #documents = 0;
  #broken = false;

  constructor(exports: PdfiumExports, memory: { readonly exceeded: boolean }, addFunction: AddFunction) {
    exports.PDFiumExt_Init();
    this.exports = exports;
    this.heap = new PdfiumHeap(exports);
    this.shelf = new FileShelf(exports, this.heap, addFunction);
    this.#memory = memory;
  }

  /** Whether nothing has gone wrong inside of it. */
  get sound(): boolean {
    return !(this.#broken || this.#memory.exceeded);
  }

  /** Whether another document may be opened in it. */
  get usable(): boolean {
    return this.sound && (this.#documents > 0 || this.heap.size <= MAX_KEPT_BYTES);
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
   * in an unknown state: `failure` is thrown instead, and the instance is not sound any more. So it is when it wanted more memory
   * than it may have, even where it went on without: `pdf_too_complex` then.
   */
  run<T>(work: () => T, failure: (cause: unknown) => DocatError): T {
    if (!this.sound) throw failure(undefined);
    let result: T;
    try {
      result = work();
    } catch (error) {
      if (this.#memory.exceeded) throw tooLarge(error);
      if (error instanceof DocatError) throw error;
      this.#broken = true;
      throw failure(error);
    }
    if (this.#memory.exceeded) throw tooLarge(undefined);
    return result;
  }

  /** Runs calls into the module and then `release`, whatever happens, as long as the module is sound. For use within `run`. */
  with<T>(work: () => T, release: () => void): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DocatError)) this.#broken = true;
      throw error;
    } finally {
      this.tidy(release);
    }
  }

  /** For clean-up: runs calls into the module if it is sound, and never throws. */
  tidy(work: () => void): void {
    if (!this.sound) return;
    try {
      work();
    } catch {
      this.#broken = true;
    }
  }
}

function tooLarge(cause: unknown): DocatError {
  return new DocatError("pdf_too_complex", {
    detail: "Reading it takes more than the memory that a document may.",
    cause,
  });
}
