/** A document read in blocks: each is fetched when it is needed, with those behind it when a reader goes on and on, and the last used are kept. */
import type { SourceLimits } from "../../limits/source-reads.ts";
import { BlockShelf } from "./block-shelf.ts";
import type { BlockingSource } from "./blocking-source.ts";
import { PictureSpans } from "./picture-spans.ts";

/** Waits for the bytes from `start` to `end`, at most `runBytes` of them, good until it is called again; undefined when they cannot be had. */
export type Fetch = (start: number, end: number) => Uint8Array | undefined;

/** Blocks that lie one behind the other. */
interface Run {
  readonly first: number;
  readonly bytes: Uint8Array;
}

/** Whether what is fetched is kept, and whether it may be of pictures. */
interface Wish {
  readonly keep: boolean;
  readonly pictures: boolean;
}

type CacheLimits = Pick<SourceLimits, "blockBytes" | "runBytes" | "keptBytes" | "patientReads" | "wholeBytes">;

/** Somebody who reads more than this at once, a share of what is kept, keeps it himself. */
const KEPT_SHARE = 1 / 16;
/** Blocks at least that are fetched once patience is at its end; all that may be once that has happened again. */
const LARGER_RUN = 4;
/** Reads of a large document, for each run that it has, until patience is at its end. */
const PATIENCE = 4;

export class BlockCache implements BlockingSource {
  readonly sizeBytes: number;
  readonly #fetch: Fetch;
  readonly #limits: CacheLimits;
  readonly #shelf: BlockShelf;
  readonly #pictures: PictureSpans;
  #reads = 0;
  /** The first block that was fetched last, the one behind the last, and how many were fetched one after the other up to there. */
  #first = 0;
  #end = 0;
  #streak = 1;

  constructor(sizeBytes: number, fetch: Fetch, limits: CacheLimits) {
    this.sizeBytes = sizeBytes;
    this.#fetch = fetch;
    this.#limits = limits;
    this.#pictures = new PictureSpans(sizeBytes, limits.blockBytes);
    this.#shelf = new BlockShelf(limits.blockBytes, Math.min(sizeBytes, limits.keptBytes));
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(end - start);
    if (!this.fill(bytes, start)) throw new Error("The document cannot be read.");
    return bytes;
  }

  fill(target: Uint8Array, start: number, pictures = false): boolean {
    const { blockBytes } = this.#limits;
    const end = start + target.byteLength;
    if (start < 0 || end > this.sizeBytes) return false;
    const last = Math.ceil(end / blockBytes);
    if (this.#keepsAll) this.#shelf.growTo(this.sizeBytes);
    const keep = this.#keepsAll || (!pictures && target.byteLength <= this.#limits.keptBytes * KEPT_SHARE);
    for (let block = Math.floor(start / blockBytes); block < last; ) {
      if (!pictures && this.#isPicture(block)) {
        clear(target, start, block * blockBytes, blockBytes);
        block += 1;
        continue;
      }
      const known = this.#shelf.get(block);
      const run =
        known === undefined ? this.#fetchRun(block, last, { keep, pictures }) : { first: block, bytes: known };
      if (run === undefined) return false;
      copyInto(target, start, run.bytes, run.first * blockBytes);
      block = run.first + Math.ceil(run.bytes.byteLength / blockBytes);
    }
    return true;
  }

  get #patience(): number {
    const { patientReads, runBytes } = this.#limits;
    return Math.max(patientReads, (PATIENCE * this.sizeBytes) / runBytes);
  }

  get #keepsAll(): boolean {
    return this.#reads >= this.#patience && this.sizeBytes <= this.#limits.wholeBytes;
  }

  /** Bytes of pictures are zeros: they are not fetched. */
  #isPicture(block: number): boolean {
    return this.#pictures.cover(block, (start, end) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, this.sizeBytes) - start));
      return this.fill(bytes, start) ? bytes : undefined;
    });
  }

  /** The bytes of `block` and of those around it that are fetched with it. */
  #fetchRun(block: number, last: number, { keep, pictures }: Wish): Run | undefined {
    const { blockBytes } = this.#limits;
    const [first, end] = this.#boundsOfRun(block, last, pictures);
    const bytes = this.#fetch(first * blockBytes, Math.min(end * blockBytes, this.sizeBytes));
    if (bytes === undefined) return;
    this.#reads += 1;
    this.#pictures.look(bytes, first * blockBytes);
    this.#streak = block === this.#end || block === this.#first - 1 ? this.#streak + end - first : 1;
    [this.#first, this.#end] = [first, end];
    // The last one is kept in any case: what follows a large stream is read next.
    for (let n = keep ? 0 : end - first - 1; n < end - first; n += 1) {
      this.#shelf.set(first + n, bytes.subarray(n * blockBytes, (n + 1) * blockBytes));
    }
    return { first, bytes };
  }

  /**
   * The blocks to fetch, the last one left out: what is asked for; as many as were read before, for whoever goes on, forwards or
   * backwards; never what is known already. Reading ahead ends where stores cut documents into pieces.
   */
  #boundsOfRun(block: number, last: number, pictures: boolean): [first: number, end: number] {
    const { blockBytes, runBytes } = this.#limits;
    const longest = runBytes / blockBytes;
    const least = this.#leastRun();
    const group = block - (block % least);
    const piece = block - (block % longest);
    let from = least > 1 ? group : block;
    let to = least > 1 ? group + least : block + 1;
    if (block === this.#end) to = Math.max(to, block + this.#streak);
    if (block === this.#first - 1) from = Math.min(from, block - this.#streak + 1);
    from = Math.max(from, piece);
    to = Math.min(Math.max(Math.min(to, piece + longest), Math.min(last, block + longest)), this.#blockCount);
    let [first, end] = [block, block + 1];
    const isWanted = (other: number) => !this.#shelf.has(other) && (pictures || !this.#isPicture(other));
    while (first > from && isWanted(first - 1)) first -= 1;
    while (end < to && end - first < longest && isWanted(end)) end += 1;
    return [first, end];
  }

  get #blockCount(): number {
    return Math.ceil(this.sizeBytes / this.#limits.blockBytes);
  }

  /** Whoever comes again and again is given more at once. */
  #leastRun(): number {
    const { blockBytes, runBytes } = this.#limits;
    if (this.#reads < this.#patience) return 1;
    return this.#keepsAll || this.#reads >= 2 * this.#patience ? runBytes / blockBytes : LARGER_RUN;
  }
}

/** Copies what `bytes`, which lie at `from` in the document, have of the part that `target` stands for, which begins at `start`. */
function copyInto(target: Uint8Array, start: number, bytes: Uint8Array, from: number): void {
  const skipped = Math.max(0, start - from);
  const at = Math.max(0, from - start);
  target.set(bytes.subarray(skipped, skipped + target.byteLength - at), at);
}

/** Writes zeros into the part of `target`, which begins at `start` in the document, that a block stands for. */
function clear(target: Uint8Array, start: number, from: number, length: number): void {
  target.fill(0, Math.max(0, from - start), Math.max(0, from + length - start));
}
