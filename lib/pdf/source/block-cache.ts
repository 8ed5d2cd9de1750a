/** A document read in blocks: each is fetched when it is needed, with those behind it when a reader goes on and on, and the last used are kept. */
import type { SourceLimits } from "../../limits/source-reads.ts";
import type { BlockingSource } from "./blocking-source.ts";

/** Waits for the bytes from `start` to `end`, at most `runBytes` of them; undefined when they cannot be had. */
export type Fetch = (start: number, end: number) => Uint8Array | undefined;

type CacheLimits = Pick<SourceLimits, "blockBytes" | "runBytes" | "keptBytes" | "patientReads" | "wholeBytes">;

/** Somebody who reads more than this at once, a share of what is kept, keeps it himself. */
const KEPT_SHARE = 1 / 16;
/** Blocks at least that are fetched once patience is at its end, and that again. */
const LARGER_RUN = 4;

export class BlockCache implements BlockingSource {
  readonly sizeBytes: number;
  readonly #fetch: Fetch;
  readonly #limits: CacheLimits;
  /** The least recently used first. */
  readonly #blocks = new Map<number, Uint8Array>();
  #reads = 0;
  /** The block behind the last one fetched, and how many were fetched one after the other up to there. */
  #next = 0;
  #streak = 0;

  constructor(sizeBytes: number, fetch: Fetch, limits: CacheLimits) {
    this.sizeBytes = sizeBytes;
    this.#fetch = fetch;
    this.#limits = limits;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(end - start);
    if (!this.fill(bytes, start)) throw new Error("The document cannot be read.");
    return bytes;
  }

  fill(target: Uint8Array, start: number): boolean {
    const { blockBytes } = this.#limits;
    const end = start + target.byteLength;
    if (start < 0 || end > this.sizeBytes) return false;
    const last = Math.ceil(end / blockBytes);
    const keep = this.#keepsAll || target.byteLength <= this.#limits.keptBytes * KEPT_SHARE;
    for (let block = Math.floor(start / blockBytes); block < last; ) {
      const known = this.#recall(block);
      const bytes = known ?? this.#fetchRun(block, last, keep);
      if (bytes === undefined) return false;
      copyInto(target, start, bytes, block * blockBytes);
      block += Math.ceil(bytes.byteLength / blockBytes);
    }
    return true;
  }

  get #keepsAll(): boolean {
    const { patientReads, wholeBytes } = this.#limits;
    return this.#reads >= patientReads && this.sizeBytes <= wholeBytes;
  }

  #recall(block: number): Uint8Array | undefined {
    const bytes = this.#blocks.get(block);
    if (bytes === undefined) return;
    this.#blocks.delete(block);
    this.#blocks.set(block, bytes);
    return bytes;
  }

  /** The bytes of `block` and of those behind it that are fetched with it. */
  #fetchRun(block: number, last: number, keep: boolean): Uint8Array | undefined {
    const { blockBytes } = this.#limits;
    const run = this.#lengthOfRun(block, last);
    const start = block * blockBytes;
    const bytes = this.#fetch(start, Math.min(start + run * blockBytes, this.sizeBytes));
    if (bytes === undefined) return;
    this.#reads += 1;
    this.#streak = block === this.#next ? this.#streak + run : run;
    this.#next = block + run;
    // The last one is kept in any case: what follows a large stream is read next.
    for (let n = keep ? 0 : run - 1; n < run; n += 1)
      this.#keep(block + n, bytes.slice(n * blockBytes, (n + 1) * blockBytes));
    return bytes;
  }

  /** In blocks: what is asked for, or as much again as was read before it; never what is known already. */
  #lengthOfRun(block: number, last: number): number {
    const { blockBytes, runBytes } = this.#limits;
    const longest = runBytes / blockBytes;
    const ahead = Math.max(block === this.#next ? this.#streak : 1, this.#leastRun());
    const ends = Math.ceil(this.sizeBytes / blockBytes);
    // Reading ahead ends where stores cut documents into pieces.
    const border = Math.min(ends, (Math.floor(block / longest) + 1) * longest);
    const wanted = Math.min(Math.max(Math.min(last, ends), Math.min(block + ahead, border)), block + longest);
    let length = 1;
    while (block + length < wanted && !this.#blocks.has(block + length)) length += 1;
    return length;
  }

  /** Whoever comes again and again is given more at once. */
  #leastRun(): number {
    const { blockBytes, runBytes, patientReads } = this.#limits;
    if (this.#reads < patientReads) return 1;
    return this.#keepsAll || this.#reads >= LARGER_RUN * patientReads ? runBytes / blockBytes : LARGER_RUN;
  }

  #keep(block: number, bytes: Uint8Array): void {
    this.#blocks.set(block, bytes);
    if (this.#keepsAll) return;
    const most = this.#limits.keptBytes / this.#limits.blockBytes;
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= most) return;
      this.#blocks.delete(oldest);
    }
  }
}

/** Copies what `bytes`, which lie at `from` in the document, have of the part that `target` stands for, which begins at `start`. */
function copyInto(target: Uint8Array, start: number, bytes: Uint8Array, from: number): void {
  const skipped = Math.max(0, start - from);
  const at = Math.max(0, from - start);
  target.set(bytes.subarray(skipped, skipped + target.byteLength - at), at);
}
