/** Reads a document for the sandbox thread that works on it: counts what that costs, and remembers what went wrong. */
import type { DocumentSource } from "../../contracts/document-source.ts";
import { DocatError } from "../../errors/docat-error.ts";
import type { SourceLimits } from "../../limits/source-reads.ts";
import { createLane, hand, type LaneRequest } from "./source-lane.ts";

export class SourceClerk {
  readonly #source: DocumentSource;
  readonly #limits: SourceLimits;
  #reads = 0;
  #waitedMs = 0;
  #waitingSince: number | undefined;
  #failure: { readonly cause: unknown } | undefined;

  constructor(source: DocumentSource, limits: SourceLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  /** A lane for one thread: what is on its way to one that is gone must not reach the next. */
  newLane(): SharedArrayBuffer {
    return createLane(this.#limits.runBytes);
  }

  get sizeBytes(): number {
    return this.#source.sizeBytes;
  }

  /** How long reading has taken by the clock so far. */
  get waitedMs(): number {
    return this.#waitedMs + (this.#waitingSince === undefined ? 0 : performance.now() - this.#waitingSince);
  }

  /** Puts the bytes on the lane. Never rejects: `failure` tells what became of it. */
  async serve(lane: SharedArrayBuffer, request: LaneRequest): Promise<void> {
    this.#waitingSince = performance.now();
    let bytes: Uint8Array | undefined;
    try {
      if (this.#failure === undefined) bytes = await this.#read(request);
    } catch (cause) {
      this.#failure = { cause };
    }
    this.#waitedMs = this.waitedMs;
    this.#waitingSince = undefined;
    hand(lane, bytes);
  }

  /** What a read failed with since `forgive` was called last: whatever a thread has made of the bytes counts for nothing. */
  get failure(): { readonly cause: unknown } | undefined {
    return this.#failure;
  }

  /** Another call, another try. */
  forgive(): void {
    this.#failure = undefined;
  }

  async #read({ start, end }: LaneRequest): Promise<Uint8Array> {
    const { freeReads, runBytes, waitMs } = this.#limits;
    if (start >= end || end > this.sizeBytes || end - start > runBytes) {
      throw new DocatError("internal_error", { detail: "The sandbox asked for bytes that are none." });
    }
    this.#reads += 1;
    if (this.#reads > freeReads + 8 * Math.ceil(this.sizeBytes / runBytes)) {
      throw new DocatError("pdf_too_complex", { detail: "Its parts lie so that reading it takes too many requests." });
    }
    if (this.#waitedMs > waitMs) throw tooSlow();
    const bytes = await this.#inTime(this.#source.read(start, end));
    if (bytes.byteLength === end - start) return bytes;
    throw new DocatError("internal_error", { detail: "The store gave another number of bytes than were asked for." });
  }

  async #inTime(reading: Promise<Uint8Array>): Promise<Uint8Array> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(tooSlow()), this.#limits.readMs);
    try {
      return await Promise.race([reading, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function tooSlow(): DocatError {
  return new DocatError("store_unavailable", { detail: "Reading the document from the store takes too long." });
}
