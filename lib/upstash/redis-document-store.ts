/** DocumentStore on Upstash Redis: one hash a document, its fields pieces of 1 MiB. */
import type { Redis } from "@upstash/redis";
import type { DocumentStore } from "../documents/document-store.ts";
import { PIECE_BYTES } from "../limits/limits.ts";
import { guardStore } from "./guard-store.ts";
import { jobKeys, type TimesToLive } from "./keys.ts";
import { readFields, writeFields } from "./piece-batches.ts";
import { fromPieces, toPieces } from "./piece-codec.ts";

export function createRedisDocumentStore(redis: Redis, ttl: TimesToLive): DocumentStore {
  return {
    // Lives on with its job once there is one; without, it goes soon.
    async put(jobId, bytes) {
      const fields = toPieces(bytes).map((piece, n) => [String(n), piece] as const);
      await guardStore(() => writeFields(redis, jobKeys(jobId).document, fields, ttl.document));
    },

    async get(jobId, sizeBytes) {
      const names = Array.from({ length: Math.ceil(sizeBytes / PIECE_BYTES) }, (_, n) => String(n));
      const pieces = await guardStore(() => readFields(redis, jobKeys(jobId).document, names));
      const bytes = pieces === null ? null : fromPieces(pieces);
      return bytes?.byteLength === sizeBytes ? bytes : null;
    },

    async delete(jobId) {
      await guardStore(() => redis.del(jobKeys(jobId).document));
    },
  };
}
