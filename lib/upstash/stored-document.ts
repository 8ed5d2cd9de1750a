/** A document in pieces, read by ranges: only the pieces that are asked for cross the wire, and a few are remembered. */
import type { StoredDocument } from "../documents/document-store.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { ErrorCode } from "../errors/error-table.ts";
import { PIECE_BYTES, PIECES_PER_REQUEST } from "../limits/limits.ts";
import { RecentMap } from "../limits/recent-map.ts";
import { type BytesAbout, openPiece, piecesOf } from "./document-hash.ts";
import { guardStore } from "./guard-store.ts";
import type { RedisClient } from "./redis-client.ts";

/** Pieces that are kept at hand: readers come back to the end of a file, where its tables lie. */
const PIECES_AT_HAND = 16;

/** Gets pieces by their numbers, which ascend; at most `PIECES_PER_REQUEST` at once. Throws `document_lost`. */
export type PieceFetcher = (pieces: readonly number[]) => Promise<readonly Buffer[]>;

/** Pieces that are fields of a document's hash; `lost` is the code when one is not there. */
export function piecesOfHash(
  redis: RedisClient,
  redisKey: string,
  key: Buffer,
  lost: ErrorCode = "document_lost",
): PieceFetcher {
  return async (pieces) => {
    if (pieces.length === 0) return [];
    const reply = await guardStore(() => redis.bytes.hashTexts(redisKey, pieces.map(String)));
    return pieces.map((piece, n) => {
      const sealed = reply[n] ?? null;
      if (sealed === null) throw new DocatError(lost);
      return openPiece(key, piece, sealed);
    });
  };
}

/** `first` are pieces that are known already, from the first one on. */
export function createStoredDocument(about: BytesAbout, fetch: PieceFetcher, first: readonly Buffer[]): StoredDocument {
  const atHand = new RecentMap<number, Buffer>(PIECES_AT_HAND);
  for (const [piece, bytes] of first.entries()) atHand.set(piece, bytes);

  return {
    sizeBytes: about.size_bytes,
    sha256: about.sha256,
    async read(start, end) {
      const bytes = new Uint8Array(end - start);
      const put = (piece: number, content: Buffer): void => {
        const from = Math.max(start, piece * PIECE_BYTES);
        const to = Math.min(end, piece * PIECE_BYTES + content.byteLength);
        bytes.set(content.subarray(from - piece * PIECE_BYTES, to - piece * PIECE_BYTES), from - start);
      };
      const wanted = piecesOf(start, end);
      const missing = wanted.filter((piece) => !atHand.has(piece));
      for (const piece of wanted) {
        const content = atHand.get(piece);
        if (content !== undefined) put(piece, content);
      }
      for (let at = 0; at < missing.length; at += PIECES_PER_REQUEST) {
        const batch = missing.slice(at, at + PIECES_PER_REQUEST);
        for (const [n, content] of (await fetch(batch)).entries()) {
          const piece = batch[n] ?? 0;
          put(piece, content);
          atHand.set(piece, content);
        }
      }
      return bytes;
    },
  };
}
