/** Looks through a file for active content, wherever in it: all objects, those in object streams too, without its cross-reference table. */
import { BYTES_PER_MB } from "../../limits/sandbox.ts";
import type { LookExtent } from "../pdf-engine.ts";
import type { BlockingSource, EngineFile } from "../source/blocking-source.ts";
import type { ActiveCounts } from "./active-content.ts";
import { ObjectReader } from "./object-reader.ts";

/** A file that is not in memory is read in windows of this size. */
const WINDOW_BYTES = BYTES_PER_MB;
/** An object stream that is longer than this is not read. */
const MAX_CARRIED_BYTES = 16 * BYTES_PER_MB;
/** What is read at either end of a file that is not to be read whole. */
const END_BYTES = 262_144;
/** How far into an object its stream may begin. */
const DICTIONARY_BYTES = 65_536;
/** Read twice where an object is cut in two, so that no name is missed. */
const OVERLAP_BYTES = 512;

export interface FileScan {
  readonly counts: ActiveCounts;
  /** Whether all objects could be read: none was packed in a way that is not undone here, and nothing was passed over. */
  readonly complete: boolean;
}

/** Names are not encrypted and strings are; object streams of an encrypted file cannot be read. */
export function scanFile(file: EngineFile, extent: LookExtent = "all"): FileScan {
  const reader = new ObjectReader();
  if (file instanceof Uint8Array) reader.read(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  else if (extent === "all") readWindows(file, reader);
  else readEnds(file, reader);
  return { counts: reader.counts, complete: reader.complete };
}

function readEnds(file: BlockingSource, reader: ObjectReader): void {
  const ends = [
    [0, END_BYTES],
    [file.sizeBytes - END_BYTES, file.sizeBytes],
  ] as const;
  for (const [start, end] of ends) {
    const part = Buffer.alloc(end - start);
    if (file.fill(part, start, true)) reader.read(part);
  }
  reader.passOver();
}

/** Pictures too: an object may hide in one. Objects are read whole, whatever windows they lie in; of long streams only what stands before them. */
function readWindows(file: BlockingSource, reader: ObjectReader): void {
  // One piece of memory for all windows: what is carried over stands at its start.
  let space = Buffer.alloc(2 * WINDOW_BYTES);
  let carried = 0;
  let inStream = false;
  for (let at = 0; at < file.sizeBytes; at += WINDOW_BYTES) {
    const length = Math.min(WINDOW_BYTES, file.sizeBytes - at);
    if (carried + length > space.length) space = Buffer.concat([space.subarray(0, carried)], 2 * (carried + length));
    if (!file.fill(space.subarray(carried, carried + length), at, true)) {
      reader.passOver();
      return;
    }
    const data = space.subarray(0, carried + length);
    let from = 0;
    if (inStream) {
      from = data.indexOf("endstream", 0, "latin1");
      inStream = from < 0;
    }
    if (!inStream) {
      const last = at + length < file.sizeBytes ? data.lastIndexOf("endobj", undefined, "latin1") : data.length;
      if (last > from) reader.read(data.subarray(from, last));
      from = Math.max(from, last);
      if (data.length - from > WINDOW_BYTES && !isObjectStream(data.subarray(from))) {
        inStream = readHead(data.subarray(from), reader);
        from = data.length - OVERLAP_BYTES;
      }
    } else {
      from = Math.max(0, data.length - OVERLAP_BYTES);
    }
    carried = data.copy(space, 0, from);
  }
}

function isObjectStream(data: Buffer): boolean {
  const head = data.toString("latin1", 0, DICTIONARY_BYTES);
  return data.length <= MAX_CARRIED_BYTES && /\/Type\s*\/ObjStm/.test(head.slice(0, startOfStream(head)));
}

/** What stands before a stream, or all when there is none; whether there is one. */
function readHead(data: Buffer, reader: ObjectReader): boolean {
  const start = startOfStream(data.toString("latin1", 0, DICTIONARY_BYTES));
  reader.read(start < 0 ? data : data.subarray(0, start));
  return start >= 0;
}

function startOfStream(head: string): number {
  return head.search(/stream\r?\n/);
}
