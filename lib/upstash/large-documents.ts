/** Documents that are too large for Redis: their hash says in which object their sealed pieces lie. */
import type { DataKey } from "../crypto/vault.ts";
import type { DocumentAbout, DocumentWriter, FoundDocument } from "../documents/document-store.ts";
import { sealedObject } from "../documents/object-names.ts";
import type { ObjectStore } from "../documents/object-store.ts";
import { DocatError } from "../errors/docat-error.ts";
import { aboutFields, type BytesAbout, pieceText } from "./document-hash.ts";
import type { ObjectLedger } from "./object-ledger.ts";
import { piecesOfObject } from "./object-pieces.ts";
import { ObjectWriter } from "./object-writer.ts";
import { createStoredDocument } from "./stored-document.ts";

export interface LargeDocuments {
  readonly objects: ObjectStore;
  readonly ledger: ObjectLedger;
}

type Fields = (readonly [string, string])[];

/** What a document's hash says of it. */
export function aboutOfBytes(about: DocumentAbout & { readonly object?: string | undefined }): BytesAbout {
  const { sizeBytes: size_bytes, sha256, object } = about;
  return { size_bytes, sha256, ...(object === undefined ? {} : { object }) };
}

/** Writes into an object of the holder's, under the holder's key. */
export function writerOfObject({ objects, ledger }: LargeDocuments, holder: string, key: Buffer): ObjectWriter {
  return new ObjectWriter({
    objects,
    name: sealedObject(holder),
    key,
    onBegin: (object) => ledger.noteSending(object),
  });
}

/** A document that comes in pieces: its hash holds it when it is small, and else says where it is. */
export class LargeDocumentWriter implements DocumentWriter {
  readonly #store: (fields: Fields) => Promise<void>;
  readonly #key: DataKey;
  readonly #holder: string;
  readonly #ledger: ObjectLedger;
  readonly #writer: ObjectWriter;

  constructor(large: LargeDocuments, holder: string, key: DataKey, store: (fields: Fields) => Promise<void>) {
    this.#store = store;
    this.#key = key;
    this.#holder = holder;
    this.#ledger = large.ledger;
    this.#writer = writerOfObject(large, holder, key.bytes);
  }

  async append(bytes: Uint8Array): Promise<void> {
    try {
      await this.#writer.append(bytes);
    } catch (error) {
      await this.#writer.giveUp();
      throw error;
    }
  }

  async finish(): Promise<DocumentAbout> {
    const small = await this.#writer.endSmall();
    if (small !== null) {
      const pieces = small.pieces.map((sealed, n) => [String(n), pieceText(sealed)] as const);
      await this.#store([...pieces, ...aboutFields(this.#key, aboutOfBytes(small))]);
      return small;
    }
    const written = await this.#writer.finish();
    await this.#ledger.hold(written.object, this.#holder);
    await this.#store(aboutFields(this.#key, aboutOfBytes(written)));
    return written;
  }
}

/** Whoever opens it is in the book of its holders from then on. Throws `document_lost` when no object store is configured any more. */
export async function openLarge(
  large: LargeDocuments | null,
  holder: string,
  { key, about }: { readonly key: Buffer; readonly about: BytesAbout },
): Promise<FoundDocument> {
  const { object: name, size_bytes: sizeBytes } = about;
  if (large === null || name === undefined) throw new DocatError("document_lost");
  await large.ledger.hold(name, holder);
  const fetch = piecesOfObject(large.objects, { name, key, sizeBytes });
  return { kind: "stored", document: createStoredDocument(about, fetch, []) };
}
