/** Documents that PDFium reads piece by piece, through a function of ours in the table of its module. */
import type { BlockingSource } from "../source/blocking-source.ts";
import type { PdfiumExports, Pointer } from "./pdfium-exports.ts";
import type { PdfiumHeap } from "./pdfium-heap.ts";

/** Puts a function into the module's table, in the signature that it states; returns its place there. */
export type AddFunction = (read: (...words: number[]) => number, signature: string) => Pointer;

/** `FPDF_FILEACCESS`: the length, the function, and a word that the function is called with. */
const ACCESS_WORDS = 3;
/** A result and four arguments, 32-bit words all of them. */
const SIGNATURE = "iiiii";

/** A document on the shelf. */
export interface LentFile {
  /** Address of its `FPDF_FILEACCESS`. */
  readonly access: Pointer;
  /** What has been read of it so far. */
  readonly bytesRead: number;
}

export class FileShelf {
  readonly #exports: PdfiumExports;
  readonly #heap: PdfiumHeap;
  readonly #addFunction: AddFunction;
  readonly #files = new Map<number, { access: Pointer; source: BlockingSource; bytesRead: number }>();
  #function: Pointer | undefined;
  #last = 0;

  constructor(exports: PdfiumExports, heap: PdfiumHeap, addFunction: AddFunction) {
    this.#exports = exports;
    this.#heap = heap;
    this.#addFunction = addFunction;
  }

  /** Makes a document readable; pair with `takeBack`. Undefined when there is no memory for that. */
  lend(source: BlockingSource): LentFile | undefined {
    const access = this.#exports.malloc(4 * ACCESS_WORDS);
    if (access === 0) return;
    this.#function ??= this.#addFunction((...words) => this.#read(words), SIGNATURE);
    this.#last += 1;
    this.#heap.ints.set([source.sizeBytes, this.#function, this.#last], access >> 2);
    const file = { access, source, bytesRead: 0 };
    this.#files.set(this.#last, file);
    return file;
  }

  takeBack({ access }: LentFile): void {
    for (const [key, file] of this.#files) if (file.access === access) this.#files.delete(key);
    this.#exports.free(access);
  }

  /** What PDFium calls: fills its buffer, or answers 0. */
  #read([key = 0, position = 0, buffer = 0, size = 0]: number[]): number {
    const file = this.#files.get(key);
    if (file === undefined) return 0;
    const length = size >>> 0;
    file.bytesRead += length;
    const start = buffer >>> 0;
    return file.source.fill(this.#heap.bytes.subarray(start, start + length), position >>> 0) ? 1 : 0;
  }
}
