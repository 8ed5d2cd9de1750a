/** JobStore on Upstash Redis: each step is one Lua script, one request. */
import type { Redis } from "@upstash/redis";
import { messageName, type StageMessage, stageMessageSchema } from "../contracts/stage-message.ts";
import type { JobRef, JobStore, NewJob, StepOutcome } from "../jobs/job-store.ts";
import { guardStore } from "./guard-store.ts";
import { fromHash, toHash } from "./job-hash.ts";
import { type JobKeys, jobKeys, type TimesToLive } from "./keys.ts";
import { COMPLETE_RANGE } from "./scripts/complete-range.ts";
import { CREATE_JOB } from "./scripts/create-job.ts";
import { FAIL_JOB, SUCCEED_JOB } from "./scripts/finish-job.ts";
import { PLAN_JOB } from "./scripts/plan-job.ts";
import { READ_JOB } from "./scripts/read-job.ts";

/** Field and value, again and again: how Redis sends a whole hash. */
function toPairs(list: readonly string[]): [field: string, value: string][] {
  return list.flatMap((field, at) => (at % 2 === 0 ? [[field, list[at + 1] ?? ""] as [string, string]] : []));
}

function parseOutcome(reply: readonly string[]): StepOutcome {
  const [kind, ...owed] = reply;
  if (kind === "gone" || kind === "stale") return { kind };
  return { kind: "done", owed: owed.map((text) => stageMessageSchema.parse(JSON.parse(text))) };
}

const outboxPairs = (messages: readonly StageMessage[]) =>
  messages.flatMap((message) => [messageName(message), JSON.stringify(message)]);

/** All keys of a job in the order in which the finishing scripts want them; the others take the first few. */
function orderedKeys(keys: JobKeys): string[] {
  return [keys.job, keys.outbox, keys.document, keys.done, keys.parts, keys.summaries, keys.manifest];
}

export function createRedisJobStore(redis: Redis, ttl: TimesToLive): JobStore {
  const run = (script: string, keys: string[], args: (string | number)[]): Promise<unknown> =>
    guardStore(() => redis.createScript<unknown>(script).exec(keys, args.map(String)));
  const step = async (script: string, id: string, keyCount: number, args: (string | number)[]): Promise<StepOutcome> =>
    parseOutcome((await run(script, orderedKeys(jobKeys(id)).slice(0, keyCount), args)) as string[]);

  return {
    async create(job: NewJob) {
      const args = [ttl.active, messageName(job.owed), JSON.stringify(job.owed), ...toHash(job)];
      const createdAt = await run(CREATE_JOB, orderedKeys(jobKeys(job.id)).slice(0, 3), args);
      return { createdAt: Number(createdAt) };
    },

    async read(id) {
      const keys = jobKeys(id);
      const [hash, done] = (await run(READ_JOB, [keys.job, keys.done], [])) as [string[], string[]];
      const fields = Object.fromEntries(toPairs(hash));
      if (fields.id === undefined) return null;
      const rangesDone = toPairs(done).map(([range, pages]) => [Number(range), Number(pages)] as const);
      return { record: fromHash(fields), rangesDone: new Map(rangesDone) };
    },

    plan: (ref, plan, owed) => {
      const planned = messageName({ v: 1, kind: "plan", job_id: ref.id, epoch: ref.epoch });
      return step(PLAN_JOB, ref.id, 3, [ref.epoch, ttl.active, planned, JSON.stringify(plan), ...outboxPairs(owed)]);
    },

    completeRange: (ref, range, pages, ranges) => {
      const address = { v: 1, job_id: ref.id, epoch: ref.epoch } as const;
      const extract = messageName({ ...address, kind: "extract", range });
      const assemble = outboxPairs([{ ...address, kind: "assemble" }]);
      return step(COMPLETE_RANGE, ref.id, 6, [ref.epoch, ttl.active, range, pages, ranges, extract, ...assemble]);
    },

    succeed: (ref, manifest) =>
      step(SUCCEED_JOB, ref.id, 7, [ref.epoch, ttl.succeeded, ttl.document, JSON.stringify(manifest)]),

    fail: (ref: JobRef, error) =>
      step(FAIL_JOB, ref.id, 7, [ref.epoch, ttl.failed, ttl.document, JSON.stringify(error)]),

    async settle(id, messages) {
      const [first, ...rest] = messages.map(messageName);
      if (first === undefined) return;
      await guardStore(() => redis.hdel(jobKeys(id).outbox, first, ...rest));
    },
  };
}
