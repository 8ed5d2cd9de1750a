/**
 * A document as a Redis hash: its data key, wrapped; what it is, sealed; and its bytes in pieces of 256 KiB, each sealed on its own, so
 * that any of them can be read alone. The hash goes from an upload to a job, and from a job to the one that takes over, with its key.
 */
import { z } from "zod";
import { type DataKey, SEAL_BYTES, sealInto, sealText, unseal, unsealText, type Vault } from "../crypto/vault.ts";
import { PIECE_BYTES } from "../limits/limits.ts";
import type { LateBytes } from "./byte-command.ts";

const KEY_FIELD = "key";
const ABOUT_FIELD = "about";
/** What tells of a document, in the order in which it is opened. */
export const ABOUT_FIELDS = [KEY_FIELD, ABOUT_FIELD] as const;

const ABOUT_CONTEXT = "docat: document";

const aboutSchema = z.union([
  z.object({
    size_bytes: z.int().nonnegative(),
    sha256: z.string(),
    /** The object in which its pieces lie, when they are not in the hash. */
    object: z.string().optional(),
  }),
  z.object({ url: z.string() }),
]);
/** What the document is: its bytes as a whole, or where they are to be fetched. */
export type About = z.infer<typeof aboutSchema>;
export type BytesAbout = Extract<About, { size_bytes: number }>;

/** A piece belongs to its place, wherever it is stored. */
export function contextOf(piece: number): string {
  return `docat: document ${piece}`;
}

/** A sealed piece as the value of a field. */
export function pieceText(sealed: Buffer): string {
  return sealed.toString("base64");
}

/**
 * A sealed piece on its way between text and cipher, one at a time: so that the thousands of pieces of a large document leave less
 * behind. Nothing waits between its filling and its reading.
 */
const SEALED_PIECE = Buffer.allocUnsafeSlow(PIECE_BYTES + SEAL_BYTES);

/** Field and value of a piece, which has at most `PIECE_BYTES`. */
export function pieceField(key: Buffer, piece: number, bytes: Uint8Array): readonly [string, string] {
  return [String(piece), pieceText(sealInto(SEALED_PIECE, key, contextOf(piece), bytes))];
}

/** The same for the wire: sealed when its turn comes, in memory that the next one uses again. */
export function pieceWords(key: Buffer, piece: number, bytes: Uint8Array): readonly [string, LateBytes] {
  const sealed = () => sealInto(SEALED_PIECE, key, contextOf(piece), bytes);
  return [String(piece), { sizeBytes: bytes.byteLength + SEAL_BYTES, bytes: sealed }];
}

/** Base64's groups of four, of which a string is made at once. */
const SLICE_CHARS = 32_768;

/** Throws `sealed_unreadable` for what is not such a piece, or larger than one. */
export function openPiece(key: Buffer, piece: number, sealed: string | Buffer): Buffer {
  let length = 0;
  for (let at = 0; at < sealed.length; at += SLICE_CHARS) {
    const text =
      typeof sealed === "string"
        ? sealed.slice(at, at + SLICE_CHARS)
        : sealed.toString("latin1", at, Math.min(sealed.length, at + SLICE_CHARS));
    length += SEALED_PIECE.write(text, length, "base64");
  }
  return unseal(key, contextOf(piece), SEALED_PIECE.subarray(0, length));
}

/** Fields and values by which a document counts as there. */
export function aboutFields(key: DataKey, about: About): (readonly [string, string])[] {
  return [
    [KEY_FIELD, key.wrapped],
    [ABOUT_FIELD, sealText(key.bytes, ABOUT_CONTEXT, JSON.stringify(about))],
  ];
}

export function openAbout(
  vault: Vault,
  wrapped: string,
  sealed: string,
): { readonly key: Buffer; readonly about: About } {
  const key = vault.unwrap(wrapped);
  return { key, about: aboutSchema.parse(JSON.parse(unsealText(key, ABOUT_CONTEXT, sealed))) };
}

/** The same of the two fields as they are read; null when one of them is not there. */
export function openAboutFields(
  vault: Vault,
  [wrapped = null, sealed = null]: readonly (string | null)[],
): { readonly key: Buffer; readonly about: About } | null {
  return wrapped === null || sealed === null ? null : openAbout(vault, wrapped, sealed);
}

/** The pieces in which the bytes from `start` to `end` lie, the last one left out. */
export function piecesOf(start: number, end: number): number[] {
  if (end <= start) return [];
  const first = Math.floor(start / PIECE_BYTES);
  return Array.from({ length: Math.ceil(end / PIECE_BYTES) - first }, (_, n) => first + n);
}
