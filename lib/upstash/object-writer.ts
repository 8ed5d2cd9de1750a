/** Writes a document into the object store, sealed, a few parts of it in memory at a time. */
import { sealInto } from "../crypto/vault.ts";
import type { DocumentAbout } from "../documents/document-store.ts";
import type { ObjectPart, ObjectStore, OpenObject } from "../documents/object-store.ts";
import type { SealedDocument, SealedWriter } from "../documents/upload-store.ts";
import { SEALED_PART_PIECES, SEALED_PARTS_AT_ONCE } from "../limits/object-limits.ts";
import { contextOf } from "./document-hash.ts";
import { SEALED_PIECE_BYTES } from "./object-pieces.ts";
import { PieceCutter } from "./piece-cutter.ts";

interface Target {
  readonly objects: ObjectStore;
  readonly name: string;
  readonly key: Buffer;
  /** Is told of the sending before anything is sent, so that it can be given up when this process dies. */
  readonly onBegin: (object: OpenObject) => Promise<void>;
}

/** A document of which no part had to be sent: its pieces, sealed. */
interface SmallDocument extends DocumentAbout {
  readonly pieces: readonly Buffer[];
}

function newPart(): Buffer {
  return Buffer.allocUnsafeSlow(SEALED_PART_PIECES * SEALED_PIECE_BYTES);
}

export class ObjectWriter implements SealedWriter {
  readonly #target: Target;
  readonly #cutter = new PieceCutter((piece, bytes) => this.#takePiece(piece, bytes));
  readonly #sending = new Set<Promise<void>>();
  readonly #parts: ObjectPart[] = [];
  #object: OpenObject | null = null;
  #failure: unknown = null;
  /** Sealed pieces that are not on their way yet, in a buffer that is used again when its part has been sent. */
  #waiting: Buffer[] = [];
  #part = newPart();
  readonly #spare: Buffer[] = [];
  #partsBegun = 0;

  constructor(target: Target) {
    this.#target = target;
  }

  append(bytes: Uint8Array): Promise<void> {
    return this.#cutter.append(bytes);
  }

  /** Instead of `finish`, where a small document needs no object. Null when parts of it are on their way. */
  async endSmall(): Promise<SmallDocument | null> {
    if (this.#object !== null) return null;
    const about = await this.#cutter.end();
    return this.#object === null ? { ...about, pieces: this.#waiting } : null;
  }

  async finish(): Promise<SealedDocument> {
    const about = await this.#cutter.end();
    if (this.#waiting.length > 0) await this.#sendPart();
    await Promise.all(this.#sending);
    this.#throwFailure();
    if (this.#object === null) throw new Error("A document without bytes is not stored.");
    await this.#target.objects.join(
      this.#object,
      this.#parts.toSorted((a, b) => a.number - b.number),
    );
    return { ...about, object: this.#target.name };
  }

  /** What was sent goes, now or in the sweep. The writer is of no use after that. Never rejects. */
  async giveUp(): Promise<void> {
    await Promise.all(this.#sending);
    if (this.#object !== null) await this.#target.objects.giveUp(this.#object).catch(() => undefined);
  }

  async #takePiece(piece: number, bytes: Uint8Array): Promise<void> {
    // Only once there is more: a document that just fits is a small one.
    if (this.#waiting.length === SEALED_PART_PIECES) await this.#sendPart();
    const room = this.#part.subarray(this.#waiting.length * SEALED_PIECE_BYTES);
    this.#waiting.push(sealInto(room, this.#target.key, contextOf(piece), bytes));
  }

  /** Resolves when the part is on its way and there is room for another. */
  async #sendPart(): Promise<void> {
    const { objects, name, onBegin } = this.#target;
    if (this.#object === null) {
      this.#object = await objects.begin(name);
      await onBegin(this.#object);
    }
    while (this.#sending.size >= SEALED_PARTS_AT_ONCE) await Promise.race(this.#sending);
    this.#throwFailure();
    const [part, bytes] = [this.#part, this.#part.subarray(0, this.#waitingBytes)];
    this.#waiting = [];
    this.#part = this.#spare.pop() ?? newPart();
    this.#partsBegun += 1;
    const sent: Promise<void> = objects
      .putPart(this.#object, this.#partsBegun, bytes)
      .then((part) => void this.#parts.push(part))
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#spare.push(part);
        this.#sending.delete(sent);
      });
    this.#sending.add(sent);
  }

  /** All pieces are full but for a document's last. */
  get #waitingBytes(): number {
    return this.#waiting.reduce((total, { byteLength }) => total + byteLength, 0);
  }

  #throwFailure(): void {
    if (this.#failure !== null) throw this.#failure;
  }
}
