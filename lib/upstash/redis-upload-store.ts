/** UploadStore on Upstash Redis: a record and a document hash for each upload, which is a job's in all but its name. */

import type { Redis } from "@upstash/redis";
import type { Vault } from "../crypto/vault.ts";
import type { Upload, UploadState } from "../documents/upload.ts";
import type { NewUploadRecord, UploadStore } from "../documents/upload-store.ts";
import { DocatError } from "../errors/docat-error.ts";
import { PIECES_PER_REQUEST } from "../limits/limits.ts";
import { UPLOAD_INDEX_SECONDS } from "../limits/retention.ts";
import type { CommandWord } from "./byte-command.ts";
import { aboutFields, piecesOf, pieceWords } from "./document-hash.ts";
import { createFileIndex } from "./file-index.ts";
import { guardStore } from "./guard-store.ts";
import { accountUploadsKey, documentKey, type TimesToLive, uploadKey } from "./keys.ts";
import { aboutOfBytes, type LargeDocuments, writerOfObject } from "./large-documents.ts";
import { cutPieces } from "./piece-codec.ts";
import { type RedisClient, rawReply } from "./redis-client.ts";
import { runScript } from "./run-script.ts";
import {
  CLOSE_UPLOAD,
  COMPLETE_UPLOAD,
  CREATE_UPLOAD,
  DELETE_UPLOAD,
  HAND_OVER_UPLOAD,
  PUT_UPLOAD_PIECES,
  RENEW_UPLOAD,
  REOPEN_UPLOAD,
} from "./scripts/upload.ts";
import { piecesOfHash } from "./stored-document.ts";
import type { TenantNamer } from "./tenant-names.ts";
import { sealUploadAbout, type UploadAbout, uploadFromHash } from "./upload-hash.ts";

export interface UploadSettings {
  readonly ttl: TimesToLive;
  readonly vault: Vault;
  readonly nameFor: TenantNamer;
  /** Where large documents go; null: nowhere else than here. */
  readonly large: LargeDocuments | null;
}

function aboutOf({ name, sizeBytes, sha256, sending }: Omit<NewUploadRecord, "id" | "tenant">): UploadAbout {
  return { name, size_bytes: sizeBytes, sha256, ...(sending === null ? {} : { sending }) };
}

/** Records, written once and read often. */
function uploadRecords(redis: Redis, { ttl, vault, nameFor }: UploadSettings) {
  async function read(id: string) {
    return uploadFromHash(vault, rawReply<string>((await guardStore(() => redis.hgetall(uploadKey(id)))) ?? []));
  }

  const endsAt = () => Date.now() + ttl.upload * 1_000;

  async function write(upload: NewUploadRecord, more: { readonly state: UploadState; readonly holder: string }) {
    const { id, tenant } = upload;
    const key = vault.newKey();
    const about = sealUploadAbout(key.bytes, aboutOf(upload));
    const times = { created_at: Date.now(), expires_at: endsAt() };
    const fields = { id, tenant, key: key.wrapped, about, ...times, ...more };
    const index = accountUploadsKey(nameFor(tenant)("account"));
    const args = [ttl.upload, UPLOAD_INDEX_SECONDS, ...Object.entries(fields).flat()].map(String);
    const made = uploadFromHash(
      vault,
      await guardStore(() => runScript<string[]>(redis, CREATE_UPLOAD, [uploadKey(id), index], args)),
    );
    if (made === null) throw new DocatError("internal_error");
    return made;
  }

  return { read, endsAt, write };
}

/** Reads as many pieces as one request holds, and hands them out one by one. */
async function* readPieces(redis: RedisClient, key: Buffer, { id, sizeBytes }: Upload): AsyncIterable<Uint8Array> {
  const fetch = piecesOfHash(redis, documentKey(id), key, "upload_unknown");
  const pieces = piecesOf(0, sizeBytes);
  for (let start = 0; start < pieces.length; start += PIECES_PER_REQUEST) {
    yield* await fetch(pieces.slice(start, start + PIECES_PER_REQUEST));
  }
}

export function createRedisUploadStore(redis: RedisClient, settings: UploadSettings): UploadStore {
  const { ttl, vault, large } = settings;
  const files = createFileIndex(redis, vault, settings.nameFor);
  const records = uploadRecords(redis, settings);
  type Owned = Pick<Upload, "id" | "tenant">;
  type Args = readonly (CommandWord | number)[];
  const run = (script: string, { id, tenant }: Owned, args: Args, more: readonly string[] = []) => {
    const keys = [uploadKey(id), documentKey(id), ...more];
    const words = [tenant, ...args.map((arg) => (typeof arg === "number" ? String(arg) : arg))];
    return guardStore(async () => (await redis.bytes.run(script, keys, words)) as UploadState | null);
  };

  return {
    create: (upload) => records.write(upload, { state: "open", holder: upload.id }),
    createComplete: (upload, holder) => records.write({ ...upload, sending: null }, { state: "complete", holder }),
    read: records.read,
    findFile: files.find,

    putPieces(upload, firstPiece, bytes) {
      const key = vault.unwrap(upload.key);
      const pieces = cutPieces(bytes).flatMap((piece, n) => pieceWords(key, firstPiece + n, piece));
      return run(PUT_UPLOAD_PIECES, upload, [ttl.upload, records.endsAt(), ...pieces]);
    },

    close: (upload) => run(CLOSE_UPLOAD, upload, [ttl.upload]),

    async reopen(upload, sending) {
      const about = sending && sealUploadAbout(vault.unwrap(upload.key), aboutOf({ ...upload, sending }));
      await run(REOPEN_UPLOAD, upload, [about ?? ""]);
    },

    async renew(upload) {
      await run(RENEW_UPLOAD, upload, [ttl.upload, records.endsAt()]);
    },

    writeSealed({ id, key }) {
      if (large === null) throw new DocatError("internal_error");
      return writerOfObject(large, id, vault.unwrap(key));
    },

    bytesOf: (upload) => readPieces(redis, vault.unwrap(upload.key), upload),

    async complete(upload, written) {
      const { sizeBytes, sha256 } = written;
      const object = "object" in written ? written.object : undefined;
      const key = { wrapped: upload.key, bytes: vault.unwrap(upload.key) };
      const record = sealUploadAbout(key.bytes, aboutOf({ ...upload, sizeBytes, sha256 }));
      const document = aboutFields(key, aboutOfBytes({ sizeBytes, sha256, object })).flat();
      if (object !== undefined) await large?.ledger.hold(object, upload.id);
      const args = [ttl.upload, records.endsAt(), record, upload.id, ...document];
      const state = await run(COMPLETE_UPLOAD, upload, args, [files.keyOf(upload.tenant, sha256)]);
      if (state === null) throw new DocatError("upload_unknown");
    },

    async delete(upload) {
      await run(DELETE_UPLOAD, upload, []);
    },

    async handOver(upload, jobId) {
      const { tenant, sha256 } = upload;
      if (sha256 === null) return;
      await run(HAND_OVER_UPLOAD, upload, [jobId, ttl.active], [files.keyOf(tenant, sha256), documentKey(jobId)]);
    },
  };
}
