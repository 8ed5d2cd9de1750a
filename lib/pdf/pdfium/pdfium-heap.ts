/** The memory of a PDFium module: views that survive its growth, a scratch area, and strings. */
import type { PdfiumExports, Pointer } from "./pdfium-exports.ts";

const SCRATCH_BYTES = 8192;
const SHORT_BYTES = 64;
/** A longer string than this is not read at all. */
const MAX_STRING_BYTES = 4 * 1024 * 1024;

/** Writes a string into the buffer it is given, if that is large enough for all of it; returns the bytes it takes, the final zero counted. */
type Fill = (buffer: Pointer, size: number) => number;

const UTF8 = new TextDecoder();
const UTF16 = new TextDecoder("utf-16le");

export class PdfiumHeap {
  /** For results of single calls; no call keeps it. Aligned to 8 bytes. */
  readonly scratch: Pointer;
  readonly #exports: PdfiumExports;
  readonly #names = new Map<string, Pointer>();
  #bytes: Uint8Array;
  #ints: Int32Array;
  #floats: Float32Array;
  #doubles: Float64Array;

  constructor(exports: PdfiumExports) {
    const { memory } = exports;
    this.#exports = exports;
    this.scratch = exports.malloc(SCRATCH_BYTES);
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
    return this.#exports.memory.buffer.byteLength;
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

  /** The UTF-8 text that a function of PDFium gives; empty when there is none. */
  utf8(fill: Fill): string {
    return this.#text(fill, 1, UTF8);
  }

  /** The same for UTF-16, in which PDFium gives most texts. */
  utf16(fill: Fill): string {
    return this.#text(fill, 2, UTF16);
  }

  /** Address of a zero-terminated name, written once and kept. For names of the program's own only. */
  name(text: string): Pointer {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const address = this.#exports.malloc(text.length + 1);
    this.bytes.set([...text].map((letter) => letter.charCodeAt(0)).concat(0), address);
    this.#names.set(text, address);
    return address;
  }

  /** Lends `use` the address of a zero-terminated text, which is wiped out afterwards; 0 for an empty one or when there is no room. */
  withSecret<T>(text: string, use: (address: Pointer) => T): T {
    const encoded = new TextEncoder().encode(text);
    const address = encoded.length === 0 ? 0 : this.#exports.malloc(encoded.length + 1);
    if (address === 0) return use(0);
    this.bytes.set(encoded, address);
    this.bytes[address + encoded.length] = 0;
    const result = use(address);
    this.bytes.fill(0, address, address + encoded.length);
    this.#exports.free(address);
    return result;
  }

  #text(fill: Fill, zero: number, decoder: typeof UTF8): string {
    const length = fill(this.scratch, SCRATCH_BYTES);
    if (!(length > zero && length <= MAX_STRING_BYTES)) return "";
    if (length <= SHORT_BYTES) {
      const plain = this.#ascii(length - zero, zero);
      if (plain !== undefined) return plain;
    }
    if (length <= SCRATCH_BYTES) return decoder.decode(this.bytes.subarray(this.scratch, this.scratch + length - zero));
    const buffer = this.#exports.malloc(length);
    if (buffer === 0) return "";
    const again = Math.min(fill(buffer, length), length);
    const text = decoder.decode(this.bytes.subarray(buffer, buffer + again - zero));
    this.#exports.free(buffer);
    return text;
  }

  /** The text of so many bytes of the scratch area, if it is plain: for short names a decoder takes longer. */
  #ascii(length: number, width: number): string | undefined {
    const { bytes, scratch } = this;
    let text = "";
    for (let at = scratch; at < scratch + length; at += width) {
      const code = bytes[at] ?? 0;
      if (!(code >= 0x20 && code < 0x7f) || (width === 2 && bytes[at + 1] !== 0)) return;
      text += String.fromCharCode(code);
    }
    return text;
  }

  #renew(): void {
    const { buffer } = this.#exports.memory;
    this.#bytes = new Uint8Array(buffer);
    this.#ints = new Int32Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }
}
