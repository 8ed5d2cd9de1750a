/** DocumentStore on Upstash Redis: one hash a document, sealed under a key of its own. */
import { createHash } from "node:crypto";
import type { DataKey, Vault } from "../crypto/vault.ts";
import type { DocumentAbout, DocumentStore, DocumentWriter } from "../documents/document-store.ts";
import { countPieces } from "../documents/upload.ts";
import { DocatError } from "../errors/docat-error.ts";
import { PIECE_BYTES, PIECES_AT_A_GLANCE, PIECES_AT_FIRST, PIECES_PER_REQUEST } from "../limits/limits.ts";
import { ABOUT_FIELDS, aboutFields, openAboutFields, openPiece, pieceField } from "./document-hash.ts";
import { guardStore } from "./guard-store.ts";
import { documentKey, type TimesToLive } from "./keys.ts";
import { aboutOfBytes, type LargeDocuments, LargeDocumentWriter, openLarge } from "./large-documents.ts";
import { writeFields } from "./piece-batches.ts";
import { cutPieces } from "./piece-codec.ts";
import { PieceCutter } from "./piece-cutter.ts";
import { type RedisClient, rawReply } from "./redis-client.ts";
import { createStoredDocument, piecesOfHash } from "./stored-document.ts";

type Fields = (readonly [string, string])[];

export interface DocumentStoreSettings {
  readonly ttl: TimesToLive;
  readonly vault: Vault;
  /** Where large documents go; null: nowhere else than here. */
  readonly large: LargeDocuments | null;
}

/** Of a large document only what is asked for later is wanted. */
function countAtFirst(sizeBytes: number | null | undefined): number {
  if (sizeBytes === undefined) return PIECES_AT_A_GLANCE;
  return (sizeBytes ?? 0) > PIECES_AT_FIRST * PIECE_BYTES ? 0 : PIECES_AT_FIRST;
}

export function createRedisDocumentStore(
  redis: RedisClient,
  { ttl, vault, large }: DocumentStoreSettings,
): DocumentStore {
  // Lives on with its job once there is one; without, it goes soon.
  const store = (jobId: string, fields: Fields) =>
    guardStore(() => writeFields(redis, documentKey(jobId), fields, ttl.document));

  /** A document counts as there by what tells of it, and that is written last. */
  const allFields = (key: DataKey, bytes: Uint8Array): Fields => {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const pieces = cutPieces(bytes).map((piece, n) => pieceField(key.bytes, n, piece));
    return [...pieces, ...aboutFields(key, { size_bytes: bytes.byteLength, sha256 })];
  };

  return {
    put: (jobId, bytes) => store(jobId, allFields(vault.newKey(), bytes)),
    write: (jobId) =>
      large === null
        ? new HashWriter(vault.newKey(), (fields) => store(jobId, fields))
        : new LargeDocumentWriter(large, jobId, vault.newKey(), (fields) => store(jobId, fields)),
    putLink: (jobId, url) => store(jobId, aboutFields(vault.newKey(), { url })),

    async take(jobId, holder) {
      const [from, to] = [documentKey(holder), documentKey(jobId)];
      const object = large && (await large.ledger.objectOf(holder));
      if (large && object) await large.ledger.hold(object, jobId);
      // Within a transaction the client hands through what Redis says: 1, or 0 when there is nothing to copy.
      const [copied] = await guardStore(() =>
        redis.multi().copy(from, to, { replace: true }).expire(to, ttl.document).exec<[0 | 1, 0 | 1]>(),
      );
      if (copied !== 1) throw new DocatError("upload_unknown");
    },

    async open(jobId, sizeBytes) {
      const redisKey = documentKey(jobId);
      const first = Array.from({ length: countAtFirst(sizeBytes) }, (_, piece) => String(piece));
      const reply = rawReply<string | null>(
        await guardStore(() => redis.hmget<Record<string, string>>(redisKey, ...ABOUT_FIELDS, ...first)),
      );
      const found = openAboutFields(vault, reply);
      if (found === null) return null;
      const { key, about } = found;
      if ("url" in about) return { kind: "link", url: about.url };
      if (about.object !== undefined) return openLarge(large, jobId, { key, about });
      const known = reply.slice(ABOUT_FIELDS.length).slice(0, countPieces(about.size_bytes));
      if (known.some((piece) => piece === null)) return null;
      const there = known.map((piece, n) => openPiece(key, n, piece ?? ""));
      return { kind: "stored", document: createStoredDocument(about, piecesOfHash(redis, redisKey, key), there) };
    },

    async delete(jobId) {
      await guardStore(() => redis.del(documentKey(jobId)));
    },
  };
}

/** Collects pieces and sends as many as one request holds. */
class HashWriter implements DocumentWriter {
  readonly #key: DataKey;
  readonly #store: (fields: Fields) => Promise<void>;
  readonly #cutter = new PieceCutter((piece, bytes) => this.#takePiece(piece, bytes));
  #waiting: Fields = [];

  constructor(key: DataKey, store: (fields: Fields) => Promise<void>) {
    this.#key = key;
    this.#store = store;
  }

  append(bytes: Uint8Array): Promise<void> {
    return this.#cutter.append(bytes);
  }

  async finish(): Promise<DocumentAbout> {
    const about = await this.#cutter.end();
    await this.#store([...this.#waiting, ...aboutFields(this.#key, aboutOfBytes(about))]);
    return about;
  }

  async #takePiece(piece: number, bytes: Uint8Array): Promise<void> {
    this.#waiting.push(pieceField(this.#key.bytes, piece, bytes));
    if (this.#waiting.length < PIECES_PER_REQUEST) return;
    await this.#store(this.#waiting);
    this.#waiting = [];
  }
}
