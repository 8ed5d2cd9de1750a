/** ResultStore on Upstash Redis: parts as gzipped JSON in pieces of 256 KiB, summaries as gzipped JSON, in one hash each; all sealed. */
import { randomBytes } from "node:crypto";
import type { Redis } from "@upstash/redis";
import { rangeSummarySchema, resultManifestSchema, resultPartSchema } from "../contracts/result-manifest.ts";
import { seal, unseal } from "../crypto/vault.ts";
import { PIECES_PER_REQUEST } from "../limits/limits.ts";
import type { ResultStore } from "../results/result-store.ts";
import { guardStore } from "./guard-store.ts";
import { jobKeyring, MANIFEST_CONTEXT, partContext, SUMMARY_CONTEXT } from "./job-keyring.ts";
import { jobScriptRunner, type ScriptSettings } from "./job-script.ts";
import { jobKeys } from "./keys.ts";
import { partFields } from "./part-fields.ts";
import { readFields } from "./piece-batches.ts";
import { cutPieces, pack, unpack } from "./piece-codec.ts";
import { rawReply } from "./redis-client.ts";
import { PUT_PIECES } from "./scripts/put-pieces.ts";

export function createRedisResultStore(redis: Redis, settings: ScriptSettings): ResultStore {
  const { vault } = settings;
  const run = jobScriptRunner(redis, settings);
  const keys = jobKeyring(redis);
  return {
    async putPart(job, range, part) {
      const wrapped = await keys.of(job);
      if (wrapped === null) return null;
      const key = vault.unwrap(wrapped);
      const pieces = cutPieces(await pack(part));
      const ref = { range, attempt: randomBytes(8).toString("hex"), pieces: pieces.length };
      const sealed = partFields(ref).map((field, n) => {
        const piece = pieces[n] ?? new Uint8Array();
        return [field, seal(key, partContext(field), piece).toString("base64")];
      });
      for (let start = 0; start < sealed.length; start += PIECES_PER_REQUEST) {
        const batch = sealed.slice(start, start + PIECES_PER_REQUEST).flat();
        const [kind] = (await run(PUT_PIECES, job, batch)) as [string];
        if (kind !== "done") return null;
      }
      return ref;
    },

    async getPart(jobId, ref) {
      const fields = partFields(ref);
      const found = await guardStore(() => readFields(redis, jobKeys(jobId).parts, ["key", ...fields]));
      if (found === null) return null;
      const [wrapped = "", ...sealed] = found;
      const key = vault.unwrap(wrapped);
      const pieces = sealed.map((piece, n) => unseal(key, partContext(fields[n] ?? ""), Buffer.from(piece, "base64")));
      return resultPartSchema.parse(await unpack(Buffer.concat(pieces)));
    },

    async getSummaries(job) {
      const sealed = await guardStore(async () => rawReply<string>(await redis.hvals(jobKeys(job.id).summaries)));
      const wrapped = sealed.length === 0 ? null : await keys.of(job);
      if (wrapped === null) return [];
      const key = vault.unwrap(wrapped);
      const summaries = await Promise.all(
        sealed.map(async (text) =>
          rangeSummarySchema.parse(await unpack(unseal(key, SUMMARY_CONTEXT, Buffer.from(text, "base64")))),
        ),
      );
      return summaries.sort((a, b) => a.part.range.first - b.part.range.first);
    },

    async getManifest(jobId) {
      const text = await guardStore(() => redis.get<string>(jobKeys(jobId).manifest));
      return text === null ? null : resultManifestSchema.parse(JSON.parse(vault.disclose(MANIFEST_CONTEXT, text)));
    },
  };
}
