/** The memory of a PDFium module: views that survive its growth, a scratch area, and strings. */
import type { PdfiumExports, Pointer } from "./pdfium-exports.ts";

const SCRATCH_BYTES = 8192;

export class PdfiumHeap {
  /** For results of single calls; no call keeps it. Aligned to 8 bytes. */
  readonly scratch: Pointer;
  readonly scratchBytes = SCRATCH_BYTES;
  readonly #memory: PdfiumExports["memory"];
  #bytes: Uint8Array;
  #ints: Int32Array;
  #floats: Float32Array;
  #doubles: Float64Array;

  constructor({ memory, malloc }: Pick<PdfiumExports, "memory" | "malloc">) {
    this.#memory = memory;
    this.scratch = malloc(SCRATCH_BYTES);
    this.#bytes = new Uint8Array(memory.buffer);
    this.#ints = new Int32Array(memory.buffer);
    this.#floats = new Float32Array(memory.buffer);
    this.#doubles = new Float64Array(memory.buffer);
  }

  /** Each view holds until the next call that may allocate; growth leaves old views empty. */
  get bytes(): Uint8Array {
    if (this.#bytes.length === 0) this.#renew();
    return this.#bytes;
  }

  get ints(): Int32Array {
    if (this.#ints.length === 0) this.#renew();
    return this.#ints;
  }

  get floats(): Float32Array {
    if (this.#floats.length === 0) this.#renew();
    return this.#floats;
  }

  get doubles(): Float64Array {
    if (this.#doubles.length === 0) this.#renew();
    return this.#doubles;
  }

  get size(): number {
    return this.#memory.buffer.byteLength;
  }

  /** The float number `index` of the scratch area. */
  float(index: number): number {
    return this.floats[(this.scratch >> 2) + index] ?? 0;
  }

  int(index: number): number {
    return this.ints[(this.scratch >> 2) + index] ?? 0;
  }

  double(index: number): number {
    return this.doubles[(this.scratch >> 3) + index] ?? 0;
  }

  /** Address of 32-bit word number `index` of the scratch area. */
  word(index: number): Pointer {
    return this.scratch + 4 * index;
  }

  /**
   * The UTF-8 text that `fill` writes into the buffer it is given; it returns how many bytes the whole takes, the final zero
   * counted. Texts longer than the scratch area count as none.
   */
  utf8(fill: (buffer: Pointer, size: number) => number): string {
    const length = fill(this.scratch, SCRATCH_BYTES);
    if (!(length > 1 && length <= SCRATCH_BYTES)) return "";
    return new TextDecoder().decode(this.bytes.subarray(this.scratch, this.scratch + length - 1));
  }

  #renew(): void {
    const { buffer } = this.#memory;
    this.#bytes = new Uint8Array(buffer);
    this.#ints = new Int32Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }
}
