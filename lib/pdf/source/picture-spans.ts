/**
 * Where pictures lie in a file, as far as it has been read. Engines load what is drawn on a page and unpack no picture: nobody
 * looks at its bytes.
 */

interface Span {
  readonly start: number;
  readonly end: number;
  /** Whether the stream ends where its dictionary says. Undefined as long as nobody has looked. */
  sound: boolean | undefined;
}

/** Dictionaries up to this size are looked at, before their type and behind it. */
const WINDOW = 2_048;
const END_BYTES = 16;
/** In blocks; less is not worth a question. */
const LEAST_SPAN = 2;
/** For each block of the file. */
const PATIENCE = 4;

export class PictureSpans {
  readonly #sizeBytes: number;
  readonly #blockBytes: number;
  /** By the blocks that lie within them from end to end. */
  readonly #spans = new Map<number, Span>();

  /** Blocks that may yet be said to belong to a picture: a file may say so again and again. */
  #patience: number;

  constructor(sizeBytes: number, blockBytes: number) {
    this.#sizeBytes = sizeBytes;
    this.#blockBytes = blockBytes;
    this.#patience = (PATIENCE * sizeBytes) / blockBytes;
  }

  /** Finds the pictures that begin in `bytes`, which lie at `from` in the file. */
  look(bytes: Uint8Array, from: number): void {
    const part = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = part.indexOf("/Image", 0, "latin1"); at >= 0; at = part.indexOf("/Image", at + 1, "latin1")) {
      const span = spanOf(part, at, from);
      if (span !== undefined) this.#add(span);
    }
  }

  /**
   * Whether a block is nothing but a picture's bytes. The first time a picture is met, `read` is asked whether it ends where it
   * should: a stream that only looks like a picture, in the middle of another, does not.
   */
  cover(block: number, read: (start: number, end: number) => Uint8Array | undefined): boolean {
    const span = this.#spans.get(block);
    if (span === undefined) return false;
    if (span.sound === undefined) {
      // Not asked again while it is being answered.
      span.sound = false;
      const end = read(span.end, span.end + END_BYTES);
      span.sound = end !== undefined && /^\s{0,2}endstream/.test(Buffer.from(end).toString("latin1"));
    }
    return span.sound;
  }

  #add(span: Span): void {
    const first = Math.ceil(span.start / this.#blockBytes);
    const last = Math.floor(span.end / this.#blockBytes);
    if (last - first < LEAST_SPAN || span.end > this.#sizeBytes || last - first > this.#patience) return;
    this.#patience -= last - first;
    for (let block = first; block < last; block += 1) this.#spans.set(block, span);
  }
}

/** The data of a stream whose dictionary calls it an image at `at` and says how long it is. */
function spanOf(part: Buffer, at: number, from: number): Span | undefined {
  const before = part.toString("latin1", Math.max(0, at - WINDOW), at);
  const behind = part.toString("latin1", at, at + WINDOW);
  const keyword = /stream(?:\r\n|\n)/.exec(behind);
  if (keyword === null) return;
  const dictionary = before.slice(before.lastIndexOf(" obj") + 1) + behind.slice(0, keyword.index);
  const length = /\/Length\s{1,8}(\d{1,10})(?!\d|\s+\d+\s+R)/.exec(dictionary)?.[1];
  if (length === undefined || !/\/Subtype\s{0,8}\/Image(?![A-Za-z])/.test(dictionary) || /endobj/.test(dictionary))
    return;
  const start = from + at + keyword.index + keyword[0].length;
  return { start, end: start + Number(length), sound: undefined };
}
