/** Writes PDF files of any size piece by piece: pages of text, each with a picture that no packing makes smaller. Deterministic. */
import { deflateSync } from "node:zlib";

export interface LargePdfSpec {
  readonly pages: number;
  /** Bytes of a page's content, packed. Page 3 says "Page 3 of 7."; what is missing is filled up with a remark that nobody sees. */
  readonly contentBytes: number;
  /** Bytes of a page's picture; 0 for none. */
  readonly pictureBytes: number;
  /** Pages that a node of the page tree holds, and nodes that its root does; as many as there are pages make a tree without nodes. */
  readonly fanOut?: number;
  /** Lengths of pictures stand in objects of their own, so that a picture has to be read to know where it ends. */
  readonly lengthsApart?: boolean;
}

const DEFAULT_FAN_OUT = 32;
const FONT = 3;
const FIRST_NODE = 4;

/** Where everything is: numbers are given before anything is written. */
class Numbers {
  readonly nodes: number;
  readonly #spec: LargePdfSpec;
  readonly #fanOut: number;
  readonly #parts: number;

  constructor(spec: LargePdfSpec) {
    this.#spec = spec;
    this.#fanOut = spec.fanOut ?? DEFAULT_FAN_OUT;
    this.#parts = spec.pictureBytes === 0 ? 2 : spec.lengthsApart === true ? 4 : 3;
    this.nodes = this.#fanOut >= spec.pages ? 0 : Math.ceil(spec.pages / this.#fanOut);
  }

  /** The page's object; its content and its picture follow. */
  page(index: number): number {
    return FIRST_NODE + this.nodes + index * this.#parts;
  }

  parent(index: number): number {
    return this.nodes === 0 ? 2 : FIRST_NODE + Math.floor(index / this.#fanOut);
  }

  pagesOf(node: number): number[] {
    const first = node * this.#fanOut;
    const count = Math.min(this.#fanOut, this.#spec.pages - first);
    return Array.from({ length: count }, (_, index) => this.page(first + index));
  }

  get rootKids(): number[] {
    if (this.nodes === 0) return Array.from({ length: this.#spec.pages }, (_, index) => this.page(index));
    return Array.from({ length: this.nodes }, (_, node) => FIRST_NODE + node);
  }
}

/** The file in pieces, in order. None is larger than what it holds: a node, a page, a picture. */
export function* writeLargePdf(spec: LargePdfSpec): Generator<Buffer> {
  const numbers = new Numbers(spec);
  const offsets: number[] = [];
  let length = 0;
  const counted = (piece: Buffer): Buffer => {
    length += piece.length;
    return piece;
  };
  const object = (body: string | Buffer): Buffer => {
    offsets.push(length);
    return counted(Buffer.concat([latin1(`${offsets.length} 0 obj\n`), latin1(body), latin1("\nendobj\n")]));
  };
  yield counted(latin1("%PDF-1.5\n%\xE2\xE3\xCF\xD3\n"));
  yield object("<< /Type /Catalog /Pages 2 0 R >>");
  yield object(node(numbers.rootKids, spec.pages));
  yield object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  for (let index = 0; index < numbers.nodes; index += 1) {
    const kids = numbers.pagesOf(index);
    yield object(node(kids, kids.length, 2));
  }
  for (let index = 0; index < spec.pages; index += 1) {
    const number = numbers.page(index);
    const picture = spec.pictureBytes > 0 ? `/XObject << /P ${number + 2} 0 R >>` : "";
    yield object(
      `<< /Type /Page /Parent ${numbers.parent(index)} 0 R /MediaBox [0 0 612 792] /Contents ${number + 1} 0 R ` +
        `/Resources << /Font << /F1 ${FONT} 0 R >> ${picture} >> >>`,
    );
    yield object(stream("/Filter /FlateDecode", content(spec, index)));
    if (spec.pictureBytes === 0) continue;
    const length = spec.lengthsApart === true ? `${number + 3} 0 R` : undefined;
    yield object(pictureOf(spec.pictureBytes, index, length));
    if (length !== undefined) yield object(String(100 * rowsOf(spec.pictureBytes)));
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = offsets.length + 1;
  yield latin1(
    `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
  );
}

/** All of it. */
export function largePdf(spec: LargePdfSpec): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat([...writeLargePdf(spec)]));
}

function node(kids: readonly number[], count: number, parent?: number): string {
  const of = parent === undefined ? "" : ` /Parent ${parent} 0 R`;
  return `<< /Type /Pages${of} /Count ${count} /Kids [${kids.map((kid) => `${kid} 0 R`).join(" ")}] >>`;
}

function content({ pages, contentBytes, pictureBytes }: LargePdfSpec, index: number): Buffer {
  const picture = pictureBytes > 0 ? "q 400 0 0 400 72 72 cm /P Do Q\n" : "";
  const text = `BT /F1 12 Tf 72 700 Td (Page ${index + 1} of ${pages}.) Tj ET\n${picture}`;
  // Six bits to a character, which packing finds out.
  const remark = noise(Math.max(0, contentBytes - text.length), index).toString("base64");
  return deflateSync(`${text}% ${remark}\n`);
}

/** Gray, one byte a pixel, a hundred pixels to the row. */
function pictureOf(bytes: number, index: number, length: string | undefined): Buffer {
  const rows = rowsOf(bytes);
  const dictionary = `/Type /XObject /Subtype /Image /Width 100 /Height ${rows} /ColorSpace /DeviceGray /BitsPerComponent 8`;
  return stream(dictionary, noise(rows * 100, index + 1_000_000), length);
}

function rowsOf(pictureBytes: number): number {
  return Math.max(1, Math.floor(pictureBytes / 100));
}

function stream(dictionary: string, data: Buffer, length = String(data.length)): Buffer {
  const head = latin1(`<< ${dictionary} /Length ${length} >>\nstream\n`);
  return Buffer.concat([head, data, latin1("\nendstream")]);
}

/** Bytes without a pattern (Marsaglia 2003, xorshift). */
function noise(bytes: number, seed: number): Buffer {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  let state = (seed + 1) * 2_654_435_761;
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return Buffer.from(words.buffer).subarray(0, bytes);
}

function latin1(text: string | Buffer): Buffer {
  return typeof text === "string" ? Buffer.from(text, "latin1") : text;
}
