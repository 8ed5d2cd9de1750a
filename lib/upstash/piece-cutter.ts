/** Bytes as they come, cut into whole pieces; and what they are all together. */
import { createHash } from "node:crypto";
import type { DocumentAbout } from "../documents/document-store.ts";
import { PIECE_BYTES } from "../limits/limits.ts";

/** Takes a piece by its number from 0. Its memory is used again once this resolves. */
type TakePiece = (piece: number, bytes: Uint8Array) => Promise<void>;

export class PieceCutter {
  readonly #take: TakePiece;
  readonly #hash = createHash("sha256");
  readonly #piece = new Uint8Array(PIECE_BYTES);
  #filled = 0;
  #pieces = 0;
  #sizeBytes = 0;

  constructor(take: TakePiece) {
    this.#take = take;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.byteLength;
    for (let at = 0; at < bytes.byteLength; ) {
      const taken = bytes.subarray(at, at + PIECE_BYTES - this.#filled);
      this.#piece.set(taken, this.#filled);
      this.#filled += taken.byteLength;
      at += taken.byteLength;
      if (this.#filled === PIECE_BYTES) await this.#endPiece();
    }
  }

  /** The last piece is as long as it is. Doing it twice changes nothing. */
  async end(): Promise<DocumentAbout> {
    if (this.#filled > 0) await this.#endPiece();
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.copy().digest("hex") };
  }

  async #endPiece(): Promise<void> {
    await this.#take(this.#pieces, this.#piece.subarray(0, this.#filled));
    this.#pieces += 1;
    this.#filled = 0;
  }
}
