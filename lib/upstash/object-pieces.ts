/** A document in the object store: its pieces, each sealed on its own as in Redis, one after the other. So a piece is a range of bytes. */
import { SEAL_BYTES, unseal } from "../crypto/vault.ts";
import type { ObjectStore } from "../documents/object-store.ts";
import { countPieces } from "../documents/upload.ts";
import { PIECE_BYTES } from "../limits/limits.ts";
import { contextOf } from "./document-hash.ts";
import type { PieceFetcher } from "./stored-document.ts";

export const SEALED_PIECE_BYTES = PIECE_BYTES + SEAL_BYTES;

/** Bytes of a sealed object whose document has so many. */
export function sealedSize(sizeBytes: number): number {
  return sizeBytes + countPieces(sizeBytes) * SEAL_BYTES;
}

/** Pieces that follow each other, so that each run of them is read at once. */
function* runsOf(pieces: readonly number[]): Generator<readonly number[]> {
  let start = 0;
  for (let at = 1; at <= pieces.length; at++) {
    if (at < pieces.length && pieces[at] === (pieces[at - 1] ?? 0) + 1) continue;
    yield pieces.slice(start, at);
    start = at;
  }
}

interface Place {
  readonly name: string;
  readonly key: Buffer;
  readonly sizeBytes: number;
}

/** Reads pieces of a sealed object. They open only where they belong: an object that was changed does not. */
export function piecesOfObject(objects: ObjectStore, { name, key, sizeBytes }: Place): PieceFetcher {
  const end = sealedSize(sizeBytes);
  async function fetchRun(run: readonly number[]): Promise<readonly Buffer[]> {
    const from = (run[0] ?? 0) * SEALED_PIECE_BYTES;
    const sealed = await objects.read(name, from, Math.min(end, from + run.length * SEALED_PIECE_BYTES));
    return run.map((piece, n) =>
      unseal(key, contextOf(piece), sealed.subarray(n * SEALED_PIECE_BYTES, (n + 1) * SEALED_PIECE_BYTES)),
    );
  }
  return async (pieces) => (await Promise.all([...runsOf(pieces)].map(fetchRun))).flat();
}
