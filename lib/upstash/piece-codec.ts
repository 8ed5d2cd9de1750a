/** Bytes in pieces that Redis requests can carry: base64 text, because commands travel as JSON. */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { PIECE_BYTES } from "../limits/limits.ts";

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** Ceiling for one unpacked value of ours; far above what a page range can hold. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

export function toPieces(bytes: Uint8Array): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.byteLength; start += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, bytes.byteLength - start);
    pieces.push(Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString("base64"));
  }
  return pieces;
}

/** A plain Uint8Array: PDF engines refuse a Buffer. */
export function fromPieces(pieces: readonly string[]): Uint8Array {
  const joined = Buffer.concat(pieces.map((piece) => Buffer.from(piece, "base64")));
  return new Uint8Array(joined.buffer, joined.byteOffset, joined.byteLength);
}

/** JSON of a value, gzipped. */
export async function pack(value: unknown): Promise<Buffer> {
  return gzipAsync(JSON.stringify(value));
}

export async function unpack(bytes: Uint8Array): Promise<unknown> {
  return JSON.parse((await gunzipAsync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES })).toString("utf8"));
}
