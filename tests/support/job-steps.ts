/** Jobs at each point of their way, for tests of the store: how to bring one there, and what a step leaves. */
import { expect } from "vitest";
import type { JobRef } from "../../lib/contracts/job-ref.ts";
import type { StageMessage } from "../../lib/contracts/stage-message.ts";
import type { JobState } from "../../lib/jobs/job-state.ts";
import type { NewJob } from "../../lib/jobs/job-store.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { partFields, unitFields } from "../../lib/upstash/part-fields.ts";
import {
  accepted,
  addedBy,
  HEAD,
  holderOf,
  manifest,
  partOf,
  plan,
  problem,
  RANGES,
  TAIL,
  UNITS,
  unitRef,
} from "./job-fixtures.ts";
import type { TestStore } from "./test-store.ts";

export const PLANNER = holderOf("planner", "msg_plan");

export function newJob(): NewJob {
  const source = { name: "a.pdf", sha256: "0".repeat(64), size_bytes: 4 };
  return { id: newJobId(), tenant: "t", options: { pages: "1-6" }, source };
}

export async function putDocument(store: TestStore, id: string): Promise<void> {
  await store.documents.put(id, new Uint8Array(4));
}

export async function queuedJob(store: TestStore): Promise<JobRef> {
  const job = newJob();
  await putDocument(store, job.id);
  await store.jobs.create(job);
  return { id: job.id, epoch: 0 };
}

export async function runningJob(store: TestStore): Promise<JobRef> {
  const ref = await queuedJob(store);
  await store.jobs.plan(ref, plan, RANGES, PLANNER);
  return ref;
}

export async function assemblingJob(store: TestStore): Promise<JobRef> {
  const ref = await runningJob(store);
  for (const range of [HEAD, TAIL]) {
    const [field = ""] = partFields(partOf(range));
    await store.redis.hset(`docat:${ref.id}:parts`, { [field]: "piece" });
    await store.jobs.completeRange(ref, accepted(range));
  }
  return ref;
}

export async function enrichingJob(store: TestStore): Promise<JobRef> {
  const ref = await assemblingJob(store);
  await store.jobs.enrich(ref, manifest, UNITS);
  return ref;
}

async function finishingJob(store: TestStore): Promise<JobRef> {
  const ref = await enrichingJob(store);
  for (const unit of UNITS) {
    await store.redis.hset(`docat:${ref.id}:parts`, { [unitFields(unitRef(unit))[0] ?? ""]: "piece" });
    await store.jobs.completeUnit(ref, addedBy(unit));
  }
  return ref;
}

async function succeededJob(store: TestStore): Promise<JobRef> {
  const ref = await assemblingJob(store);
  await store.jobs.succeed(ref, manifest);
  return ref;
}

async function failedJob(store: TestStore): Promise<JobRef> {
  const ref = await runningJob(store);
  await store.jobs.fail(ref, problem);
  return ref;
}

async function cancelledJob(store: TestStore): Promise<JobRef> {
  const ref = await runningJob(store);
  await store.jobs.cancel(ref.id);
  return { ...ref, epoch: ref.epoch + 1 };
}

/** A job in each state, in the epoch that it then has. */
export const JOB_IN: Readonly<Record<JobState, (store: TestStore) => Promise<JobRef>>> = {
  queued: queuedJob,
  running: runningJob,
  assembling: assemblingJob,
  enriching: enrichingJob,
  finishing: finishingJob,
  succeeded: succeededJob,
  failed: failedJob,
  cancelled: cancelledJob,
};

/** Takes a step twice: the second time it leaves and answers the same. Answers what it answered. */
export async function twice<T>(store: TestStore, id: string, step: () => Promise<T>): Promise<T> {
  const first = await step();
  const before = await store.dump(id);
  expect(await step()).toEqual(first);
  expect(await store.dump(id)).toEqual(before);
  return first;
}

/** The messages in the order of their pages: the store tells them in no particular one. */
export function inOrder(messages: readonly StageMessage[]): StageMessage[] {
  const first = (message: StageMessage) => (message.kind === "extract" ? message.range.first : -1);
  return [...messages].sort((a, b) => first(a) - first(b));
}
