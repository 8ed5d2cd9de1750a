/** ResultStore on Upstash Redis: parts as gzipped JSON in pieces of 256 KiB, summaries as gzipped JSON, in one hash each; all sealed. */
import { randomBytes } from "node:crypto";
import type { Redis } from "@upstash/redis";
import { unitPartSchema, unitSummarySchema } from "../contracts/enrichment.ts";
import type { JobRef } from "../contracts/job-ref.ts";
import { rangeName } from "../contracts/page-range.ts";
import {
  rangeSummarySchema,
  resultManifestSchema,
  resultPartSchema,
  type SealedPiece,
} from "../contracts/result-manifest.ts";
import { seal, unseal } from "../crypto/vault.ts";
import { PIECES_PER_REQUEST } from "../limits/limits.ts";
import type { ResultStore } from "../results/result-store.ts";
import { guardStore } from "./guard-store.ts";
import { jobKeyring, MANIFEST_CONTEXT, partContext, SUMMARY_CONTEXT } from "./job-keyring.ts";
import { jobScriptRunner, type ScriptSettings } from "./job-script.ts";
import { jobKeys } from "./keys.ts";
import { partFields, unitFields } from "./part-fields.ts";
import { readFields } from "./piece-batches.ts";
import { cutPieces, pack, unpack } from "./piece-codec.ts";
import { rawReply } from "./redis-client.ts";
import { PUT_PIECES } from "./scripts/put-pieces.ts";

type Keyed = JobRef & { readonly key?: string | undefined };

/** Values in pieces, each under an attempt's own fields of a job's parts. */
function pieceStore(redis: Redis, settings: ScriptSettings) {
  const { vault } = settings;
  const run = jobScriptRunner(redis, settings);
  const keys = jobKeyring(redis);
  return {
    /** Null when there is no such job. */
    async seal(job: Keyed, name: string, value: unknown) {
      const wrapped = await keys.of(job);
      if (wrapped === null) return null;
      const key = vault.unwrap(wrapped);
      const pieces = cutPieces(await pack(value));
      const ref = { unit: name, attempt: randomBytes(8).toString("hex"), pieces: pieces.length };
      const sealed = unitFields(ref).map((field, n): SealedPiece => {
        const piece = pieces[n] ?? new Uint8Array();
        return [field, seal(key, partContext(field), piece).toString("base64")];
      });
      return { ref, pieces: sealed };
    },

    /** Null when the job has ended: then nothing is written for it. */
    async put(job: Keyed, sealed: readonly SealedPiece[]) {
      for (let start = 0; start < sealed.length; start += PIECES_PER_REQUEST) {
        const batch = sealed.slice(start, start + PIECES_PER_REQUEST).flat();
        const [kind] = (await run(PUT_PIECES, job, batch)) as [string];
        if (kind !== "done") return null;
      }
      return true;
    },

    async get(jobId: string, fields: readonly string[]): Promise<unknown> {
      const found = await guardStore(() => readFields(redis, jobKeys(jobId).parts, ["key", ...fields]));
      if (found === null) return null;
      const [wrapped = "", ...sealed] = found;
      const key = vault.unwrap(wrapped);
      const pieces = sealed.map((piece, n) => unseal(key, partContext(fields[n] ?? ""), Buffer.from(piece, "base64")));
      return unpack(Buffer.concat(pieces));
    },
  };
}

export function createRedisResultStore(redis: Redis, settings: ScriptSettings): ResultStore {
  const { vault } = settings;
  const { seal: sealValue, put, get } = pieceStore(redis, settings);
  const keys = jobKeyring(redis);
  const openSummary = (key: Buffer, text: string) => unpack(unseal(key, SUMMARY_CONTEXT, Buffer.from(text, "base64")));

  return {
    async sealPart(job, range, part) {
      const sealed = await sealValue(job, rangeName(range), part);
      if (sealed === null) return null;
      const { attempt, pieces } = sealed.ref;
      return { part: { range, attempt, pieces }, pieces: sealed.pieces };
    },

    async getPart(jobId, ref) {
      const part = await get(jobId, partFields(ref));
      return part === null ? null : resultPartSchema.parse(part);
    },

    async putUnit(job, unit, part) {
      const sealed = await sealValue(job, unit, part);
      return sealed !== null && (await put(job, sealed.pieces)) ? sealed.ref : null;
    },

    async getUnit(jobId, ref) {
      const part = await get(jobId, unitFields(ref));
      return part === null ? null : unitPartSchema.parse(part);
    },

    async getSummaries(job) {
      const sealed = await guardStore(async () => rawReply<string>(await redis.hvals(jobKeys(job.id).summaries)));
      const wrapped = sealed.length === 0 ? null : await keys.of(job);
      if (wrapped === null) return [];
      const key = vault.unwrap(wrapped);
      const summaries = await Promise.all(
        sealed.map(async (text) => rangeSummarySchema.parse(await openSummary(key, text))),
      );
      return summaries.sort((a, b) => a.part.range.first - b.part.range.first);
    },

    async getUnitSummaries(job, units) {
      if (units.length === 0) return [];
      const reply = await guardStore(() => redis.hmget<Record<string, string>>(jobKeys(job.id).summaries, ...units));
      const sealed = rawReply<string | null>(reply ?? []).flatMap((text) => (text === null ? [] : [text]));
      const wrapped = sealed.length === 0 ? null : await keys.of(job);
      if (wrapped === null) return [];
      const key = vault.unwrap(wrapped);
      return Promise.all(sealed.map(async (text) => unitSummarySchema.parse(await openSummary(key, text))));
    },

    async getManifest(jobId) {
      const text = await guardStore(() => redis.get<string>(jobKeys(jobId).manifest));
      return text === null ? null : resultManifestSchema.parse(JSON.parse(vault.disclose(MANIFEST_CONTEXT, text)));
    },
  };
}
