/** JobStore on Upstash Redis: each step is one Lua script, one request. */
import type { Redis } from "@upstash/redis";
import { partRefSchema } from "../contracts/result-manifest.ts";
import { messageName, type StageMessage, stageMessageSchema } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import { planSchema } from "../jobs/job-record.ts";
import type { JobStore, NewJob, PlanOutcome, StepOutcome } from "../jobs/job-store.ts";
import { guardStore } from "./guard-store.ts";
import { fromHash, toHash } from "./job-hash.ts";
import { jobScriptRunner } from "./job-script.ts";
import { jobKeys, type TimesToLive } from "./keys.ts";
import { partFields } from "./part-fields.ts";
import { pack } from "./piece-codec.ts";
import { COMPLETE_RANGE } from "./scripts/complete-range.ts";
import { CREATE_JOB } from "./scripts/create-job.ts";
import { FAIL_JOB, SUCCEED_JOB } from "./scripts/finish-job.ts";
import { PLAN_JOB } from "./scripts/plan-job.ts";
import { READ_JOB } from "./scripts/read-job.ts";

/** Field and value, again and again: how Redis sends a whole hash. */
function toPairs(list: readonly string[]): [field: string, value: string][] {
  return list.flatMap((field, at) => (at % 2 === 0 ? [[field, list[at + 1] ?? ""] as [string, string]] : []));
}

const parseOwed = (messages: readonly string[]): StageMessage[] =>
  messages.map((text) => stageMessageSchema.parse(JSON.parse(text)));

function parseOutcome(reply: readonly string[]): StepOutcome {
  const [kind, ...owed] = reply;
  if (kind === "gone" || kind === "stale") return { kind };
  return { kind: "done", owed: parseOwed(owed) };
}

const outboxPairs = (messages: readonly StageMessage[]) =>
  messages.flatMap((message) => [messageName(message), JSON.stringify(message)]);

function parsePlanOutcome(reply: readonly string[]): PlanOutcome {
  const [kind, plan, ...owed] = reply;
  const outcome = parseOutcome([kind ?? "gone", ...owed]);
  return outcome.kind === "done" ? { ...outcome, plan: planSchema.parse(JSON.parse(plan ?? "")) } : outcome;
}

export function createRedisJobStore(redis: Redis, ttl: TimesToLive): JobStore {
  const run = jobScriptRunner(redis);
  const step = async (...script: Parameters<typeof run>) => parseOutcome((await run(...script)) as string[]);

  return {
    async create(job: NewJob) {
      const args = [ttl.active, messageName(job.owed), JSON.stringify(job.owed), ...toHash(job)];
      const createdAt = await run(CREATE_JOB, job.id, 3, args);
      if (createdAt === null) throw new DocatError("document_lost");
      return { createdAt: Number(createdAt) };
    },

    async read(id) {
      const [hash, done, owed] = (await run(READ_JOB, id, 4, [])) as [string[], string[], string[]];
      const fields = Object.fromEntries(toPairs(hash));
      if (fields.id === undefined) return null;
      const parts = toPairs(done).map(
        ([range, part]) => [Number(range), partRefSchema.parse(JSON.parse(part))] as const,
      );
      return { record: fromHash(fields), rangesDone: new Map(parts), owed: parseOwed(owed) };
    },

    async plan(ref, plan, owed) {
      const planned = messageName({ v: 1, kind: "plan", job_id: ref.id, epoch: ref.epoch });
      const args = [ref.epoch, ttl.active, planned, JSON.stringify(plan), plan.ranges, ...outboxPairs(owed)];
      return parsePlanOutcome((await run(PLAN_JOB, ref.id, 3, args)) as string[]);
    },

    async completeRange(ref, range, summary) {
      const address = { v: 1, job_id: ref.id, epoch: ref.epoch } as const;
      const extract = messageName({ ...address, kind: "extract", range });
      const assemble = outboxPairs([{ ...address, kind: "assemble" }]);
      const packed = (await pack(summary)).toString("base64");
      const accepted = [range, JSON.stringify(summary.part), packed];
      const fields = partFields(range, summary.part);
      return step(COMPLETE_RANGE, ref.id, 6, [ref.epoch, ttl.active, ...accepted, extract, ...assemble, ...fields]);
    },

    succeed: (ref, manifest) =>
      step(SUCCEED_JOB, ref.id, 7, [ref.epoch, ttl.succeeded, ttl.document, JSON.stringify(manifest)]),

    fail: (ref, error) => step(FAIL_JOB, ref.id, 7, [ref.epoch, ttl.failed, ttl.document, JSON.stringify(error)]),

    async settle(id, messages) {
      const [first, ...rest] = messages.map(messageName);
      if (first === undefined) return;
      await guardStore(() => redis.hdel(jobKeys(id).outbox, first, ...rest));
    },
  };
}
