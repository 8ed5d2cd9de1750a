/** Looks through a file for active content, wherever in it: all objects, those in object streams too, without its cross-reference table. */
import { BYTES_PER_MB } from "../../limits/sandbox.ts";
import { filtersOf, unpackAll } from "../preflight/filters.ts";
import { findStreams } from "../preflight/streams.ts";
import { ActiveContent, type ActiveCounts } from "./active-content.ts";
import { readTokens } from "./tokens.ts";

/** One object stream, unpacked. */
const MAX_STREAM_BYTES = 32 * BYTES_PER_MB;
/** All that is read, what is unpacked included. */
const MAX_READ_BYTES = 96 * BYTES_PER_MB;

export interface FileScan {
  readonly counts: ActiveCounts;
  /** Whether all objects could be read: none was packed in a way that is not undone here, and the file was not too long. */
  readonly complete: boolean;
}

/** Names are not encrypted and strings are; object streams of an encrypted file cannot be read. */
export function scanFile(bytes: Uint8Array): FileScan {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const content = new ActiveContent();
  let complete = true;
  let rest = MAX_READ_BYTES;
  const read = (part: Buffer) => {
    if (part.length > rest) complete = false;
    readTokens(part.toString("latin1", 0, rest), content.take);
    rest = Math.max(0, rest - part.length);
  };
  let at = 0;
  for (const { dictionary, data } of findStreams(file)) {
    const start = data.byteOffset - file.byteOffset;
    read(file.subarray(at, start));
    at = start + data.length;
    if (/\/Type\s*\/ObjStm/.test(dictionary)) {
      const objects = readObjectStream(dictionary, data);
      if (objects === undefined) complete = false;
      else read(objects);
    } else if (holdsObjects(data)) {
      // What a search takes for a stream may be none for a reader.
      read(data);
    }
  }
  read(file.subarray(at));
  return { counts: content.counts, complete };
}

function readObjectStream(dictionary: string, data: Buffer): Buffer | undefined {
  if (/\/Predictor\s+(?!1\b)\d/.test(dictionary)) return;
  const objects = unpackAll(data, filtersOf(dictionary), MAX_STREAM_BYTES);
  // Numbers and offsets come first; what begins otherwise is encrypted.
  return objects !== undefined && (objects.length === 0 || /^[\s\0%]*\d/.test(objects.toString("latin1", 0, 64)))
    ? objects
    : undefined;
}

function holdsObjects(data: Buffer): boolean {
  return data.includes("endobj", 0, "latin1") || data.includes(" obj", 0, "latin1");
}
