/** Reads the objects in pieces of a file one after the other, those in object streams too, for their active content. */
import { BYTES_PER_MB } from "../../limits/sandbox.ts";
import { filtersOf, unpackAll } from "../preflight/filters.ts";
import { findStreams } from "../preflight/streams.ts";
import { ActiveContent, type ActiveCounts } from "./active-content.ts";
import { readTokens } from "./tokens.ts";

/** One object stream, unpacked. */
const MAX_STREAM_BYTES = 32 * BYTES_PER_MB;
/** All that is read, what is unpacked included and what is in other streams not. */
const MAX_READ_BYTES = 96 * BYTES_PER_MB;

export class ObjectReader {
  readonly #content = new ActiveContent();
  #rest = MAX_READ_BYTES;
  #complete = true;

  get counts(): ActiveCounts {
    return this.#content.counts;
  }

  /** Whether nothing was passed over so far. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Something of the file was not read. */
  passOver(): void {
    this.#complete = false;
  }

  read(piece: Buffer): void {
    let at = 0;
    for (const { dictionary, data } of findStreams(piece)) {
      const start = data.byteOffset - piece.byteOffset;
      this.#readSource(piece.subarray(at, start));
      at = start + data.length;
      if (/\/Type\s*\/ObjStm/.test(dictionary)) this.#readObjectStream(dictionary, data);
      // What a search takes for a stream may be none for a reader.
      else if (holdsObjects(data)) this.#readSource(data);
    }
    this.#readSource(piece.subarray(at));
  }

  #readSource(source: Buffer): void {
    if (source.length > this.#rest) this.#complete = false;
    readTokens(source.toString("latin1", 0, this.#rest), this.#content.take);
    this.#rest = Math.max(0, this.#rest - source.length);
  }

  #readObjectStream(dictionary: string, data: Buffer): void {
    const objects = /\/Predictor\s+(?!1\b)\d/.test(dictionary)
      ? undefined
      : unpackAll(data, filtersOf(dictionary), MAX_STREAM_BYTES);
    // Numbers and offsets come first; what begins otherwise is encrypted.
    const isReadable = objects !== undefined && /^[\s\0%]*(?:\d|$)/.test(objects.toString("latin1", 0, 64));
    if (isReadable) this.#readSource(objects);
    else this.#complete = false;
  }
}

function holdsObjects(data: Buffer): boolean {
  return data.includes("endobj", 0, "latin1") || data.includes(" obj", 0, "latin1");
}
