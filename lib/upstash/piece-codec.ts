/** Bytes in pieces that Redis requests can carry: base64 text, because commands travel as JSON. */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { PIECE_BYTES } from "../limits/limits.ts";

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** Ceiling for one unpacked value of ours; far above what a page range can hold. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/** Views of the bytes, all of the same length but for the last. */
export function cutPieces(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let start = 0; start < bytes.byteLength; start += PIECE_BYTES) {
    pieces.push(bytes.subarray(start, start + PIECE_BYTES));
  }
  return pieces;
}

/** JSON of a value, gzipped. */
export async function pack(value: unknown): Promise<Buffer> {
  return gzipAsync(JSON.stringify(value));
}

export async function unpack(bytes: Uint8Array): Promise<unknown> {
  return JSON.parse((await gunzipAsync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES })).toString("utf8"));
}
