/** An upload in parts: what it is, and which part holds which bytes. Pure. */
import { PIECE_BYTES, UPLOAD_PART_BYTES } from "../limits/limits.ts";
import { DIRECT_PART_BYTES } from "../limits/object-limits.ts";
import type { OpenObject } from "./object-store.ts";

export type UploadState = "open" | "checking" | "complete";

export interface Upload {
  readonly id: string;
  readonly tenant: string;
  readonly state: UploadState;
  readonly name: string | null;
  readonly sizeBytes: number;
  /** Hex; what its owner said it would be, and once it is complete what it is. */
  readonly sha256: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Pieces of 256 KiB that are there, by their numbers from 0. */
  readonly pieces: ReadonlySet<number>;
  /** Which upload or job holds its bytes: itself until a job has taken them. */
  readonly holder: string;
  /** Where its parts go when they go straight to the object store; null: through us, or it is complete. */
  readonly sending: OpenObject | null;
  /** The key under which it is sealed, wrapped. Of no meaning to anybody but the store. */
  readonly key: string;
}

export function countPieces(sizeBytes: number): number {
  return Math.ceil(sizeBytes / PIECE_BYTES);
}

export function countParts(sizeBytes: number): number {
  return Math.ceil(sizeBytes / UPLOAD_PART_BYTES);
}

export function countDirectParts(sizeBytes: number): number {
  return Math.ceil(sizeBytes / DIRECT_PART_BYTES);
}

/** Bytes of a part that goes straight to the object store, by its number from 1; null when there is no such part. */
export function directPartBytes(sizeBytes: number, number: number): number | null {
  const rest = sizeBytes - (number - 1) * DIRECT_PART_BYTES;
  return number < 1 || rest <= 0 ? null : Math.min(DIRECT_PART_BYTES, rest);
}

/** First byte and length of a part, by its number from 1; null when there is no such part. */
export function partOf(sizeBytes: number, number: number): { readonly start: number; readonly length: number } | null {
  if (!Number.isInteger(number) || number < 1 || number > countParts(sizeBytes)) return null;
  const start = (number - 1) * UPLOAD_PART_BYTES;
  return { start, length: Math.min(UPLOAD_PART_BYTES, sizeBytes - start) };
}

/** Numbers from 1 of the parts of which a piece is missing, ascending. */
export function missingParts({ sizeBytes, pieces, state }: Upload): number[] {
  if (state === "complete") return [];
  const perPart = UPLOAD_PART_BYTES / PIECE_BYTES;
  const missing = new Set<number>();
  for (let piece = 0; piece < countPieces(sizeBytes); piece++) {
    if (!pieces.has(piece)) missing.add(Math.floor(piece / perPart) + 1);
  }
  return [...missing];
}

/** How many bytes are there from the start on without a gap. */
export function offsetOf({ sizeBytes, pieces, state }: Upload): number {
  if (state === "complete") return sizeBytes;
  let piece = 0;
  while (pieces.has(piece)) piece += 1;
  return Math.min(sizeBytes, piece * PIECE_BYTES);
}
