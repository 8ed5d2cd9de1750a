/** ResultStore on Upstash Redis: parts as gzipped JSON in pieces of 1 MiB, summaries as gzipped JSON, in one hash each. */
import { randomBytes } from "node:crypto";
import type { Redis } from "@upstash/redis";
import { rangeSummarySchema, resultManifestSchema, resultPartSchema } from "../contracts/result-manifest.ts";
import type { ResultStore } from "../results/result-store.ts";
import { guardStore } from "./guard-store.ts";
import { jobScriptRunner, type ScriptSettings } from "./job-script.ts";
import { jobKeys } from "./keys.ts";
import { partFields } from "./part-fields.ts";
import { PIECES_PER_REQUEST, readFields } from "./piece-batches.ts";
import { fromPieces, pack, toPieces, unpack } from "./piece-codec.ts";
import { rawReply } from "./redis-client.ts";
import { PUT_PIECES } from "./scripts/put-pieces.ts";

export function createRedisResultStore(redis: Redis, settings: ScriptSettings): ResultStore {
  const run = jobScriptRunner(redis, settings);
  return {
    async putPart(job, range, part) {
      const pieces = toPieces(await pack(part));
      const ref = { range, attempt: randomBytes(8).toString("hex"), pieces: pieces.length };
      const pairs = partFields(ref).map((field, n) => [field, pieces[n] ?? ""]);
      for (let start = 0; start < pairs.length; start += PIECES_PER_REQUEST) {
        const batch = pairs.slice(start, start + PIECES_PER_REQUEST).flat();
        const [kind] = (await run(PUT_PIECES, job, batch)) as [string];
        if (kind !== "done") return null;
      }
      return ref;
    },

    async getPart(jobId, ref) {
      const pieces = await guardStore(() => readFields(redis, jobKeys(jobId).parts, partFields(ref)));
      return pieces === null ? null : resultPartSchema.parse(await unpack(fromPieces(pieces)));
    },

    async getSummaries(jobId) {
      const packed = await guardStore(async () => rawReply<string>(await redis.hvals(jobKeys(jobId).summaries)));
      const summaries = await Promise.all(
        packed.map(async (text) => rangeSummarySchema.parse(await unpack(Buffer.from(text, "base64")))),
      );
      return summaries.sort((a, b) => a.part.range.first - b.part.range.first);
    },

    async getManifest(jobId) {
      const text = await guardStore(() => redis.get<string>(jobKeys(jobId).manifest));
      return text === null ? null : resultManifestSchema.parse(JSON.parse(text));
    },
  };
}
