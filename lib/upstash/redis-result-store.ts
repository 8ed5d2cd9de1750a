/** ResultStore on Upstash Redis: parts and summaries as gzipped JSON in hashes, parts cut into pieces of 1 MiB. */
import type { Redis } from "@upstash/redis";
import { rangeSummarySchema, resultManifestSchema, resultPartSchema } from "../contracts/result-manifest.ts";
import type { ResultStore } from "../results/result-store.ts";
import { guardStore } from "./guard-store.ts";
import { jobKeys, type TimesToLive } from "./keys.ts";
import { readFields, writeFields } from "./piece-batches.ts";
import { fromPieces, pack, toPieces, unpack } from "./piece-codec.ts";

export function createRedisResultStore(redis: Redis, ttl: TimesToLive): ResultStore {
  return {
    async putPart(jobId, range, part, summary) {
      const { parts, summaries } = jobKeys(jobId);
      const pieces = toPieces(await pack(part));
      const fields = pieces.map((piece, n) => [`${range}.${n}`, piece] as const);
      const packedSummary = (await pack(summary)).toString("base64");
      await guardStore(async () => {
        await writeFields(redis, parts, [...fields, [String(range), String(pieces.length)]], ttl.active);
        await writeFields(redis, summaries, [[String(range), packedSummary]], ttl.active);
      });
    },

    async getPart(jobId, range) {
      const { parts } = jobKeys(jobId);
      const pieces = await guardStore(async () => {
        const [count] = (await readFields(redis, parts, [String(range)])) ?? [];
        const names = Array.from({ length: Number(count ?? 0) }, (_, n) => `${range}.${n}`);
        return count === undefined ? null : readFields(redis, parts, names);
      });
      return pieces === null ? null : resultPartSchema.parse(await unpack(fromPieces(pieces)));
    },

    async getSummaries(jobId, ranges) {
      const names = Array.from({ length: ranges }, (_, range) => String(range));
      const packed = await guardStore(() => readFields(redis, jobKeys(jobId).summaries, names));
      if (packed === null) return null;
      return Promise.all(
        packed.map(async (text) => rangeSummarySchema.parse(await unpack(Buffer.from(text, "base64")))),
      );
    },

    async getManifest(jobId) {
      const text = await guardStore(() => redis.get<string>(jobKeys(jobId).manifest));
      return text === null ? null : resultManifestSchema.parse(JSON.parse(text));
    },
  };
}
