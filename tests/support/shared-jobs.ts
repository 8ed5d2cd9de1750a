/** Jobs that have to do with each other, for tests of what is shared: documents nobody has sent before, and jobs for them. */
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { Admission, Admitted, Application, Birth, OnceKey } from "../../lib/jobs/admission.ts";
import type { JobRecord } from "../../lib/jobs/job-record.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { partFields } from "../../lib/upstash/part-fields.ts";
import { accepted, manifest, plan, RANGES } from "./job-fixtures.ts";
import { PLANNER, putDocument } from "./job-steps.ts";
import { storedValue } from "./stored-value.ts";
import type { TestStore } from "./test-store.ts";

export type Clear = Extract<Admitted, { kind: "clear" }>;

/** An upload of a document that nobody has sent before. */
export function newApplication(change: Partial<Application> = {}): Application {
  const source = { name: "canary.pdf", sha256: randomBytes(32).toString("hex"), size_bytes: 4 };
  return { tenant: "t", source, options: {}, shared: true, once: null, ...change };
}

export function newOnce(key = randomBytes(8).toString("hex")): OnceKey {
  return { operation: "POST /v1/jobs", key, token: randomBytes(16).toString("hex") };
}

export async function admitted(admission: Admission, application: Application): Promise<Clear> {
  const found = await admission.admit(application);
  if (found.kind !== "clear") throw new Error(`It is ${found.kind}.`);
  return found;
}

/** A job as it comes to be, ready for the port. */
export function birthOf(application: Application, { at, links }: Clear, as: Partial<JobRecord> = {}): Birth {
  const { tenant, source, options, once } = application;
  const record: JobRecord = {
    ...{ id: newJobId(), tenant, source, options, links, state: "queued", epoch: 0, plan: null, error: null },
    ...{ created_at: at, started_at: null, finished_at: null, deadline_at: at + 3_600_000 },
    ...as,
  };
  return { record, kept: once === null ? null : { token: once.token, answer: `answer of ${record.id}` } };
}

/** A record as it is stored: as it was announced, and with a data key of its own, wrapped. */
export function asStored(record: JobRecord): JobRecord {
  return { ...record, key: expect.stringMatching(/^[0-9a-f]{8}\.[A-Za-z0-9+/]{80,}=*$/) as string };
}

/** How a job begins that takes a known result. */
export function takingKnown({ at, known }: Clear): Partial<JobRecord> {
  const ended = { state: "succeeded", started_at: at, finished_at: at, plan: known?.plan ?? null } as const;
  return { ...ended, result_of: known?.id, cached: true };
}

/** A job at work that others may follow, its document stored. */
export async function leadingJob(store: TestStore, application: Application): Promise<JobRecord> {
  const birth = birthOf(application, await admitted(store.admission, application));
  await putDocument(store, birth.record.id);
  expect(await store.admission.lead(birth)).not.toBe("changed");
  return birth.record;
}

/** A job that follows the one that is known. */
export async function followingJob(store: TestStore, application: Application): Promise<JobRecord> {
  const clear = await admitted(store.admission, application);
  const birth = birthOf(application, clear, { leader: clear.known?.id });
  expect(await store.admission.follow(birth)).toBe("done");
  return birth.record;
}

/** A job that has taken the result that is known. */
export async function adoptingJob(store: TestStore, application: Application): Promise<JobRecord> {
  const clear = await admitted(store.admission, application);
  const birth = birthOf(application, clear, takingKnown(clear));
  expect(await store.admission.adopt(birth)).toMatchObject({ kind: "done" });
  return birth.record;
}

/** Takes a job at work through its steps to a result. */
export async function bringToResult({ jobs, redis }: TestStore, id: string, pagesFailed: number[] = []) {
  const ref = { id, epoch: 0 };
  await jobs.plan(ref, plan, RANGES, PLANNER);
  const pieces = manifest.parts.flatMap(partFields).map((field) => [field, "canary text"]);
  await redis.hset(`docat:${id}:parts`, Object.fromEntries(pieces));
  for (const range of RANGES) await jobs.completeRange(ref, accepted(range));
  const receipt = { ...manifest.frame.receipt, pages_failed: pagesFailed };
  return jobs.succeed(ref, { ...manifest, frame: { ...manifest.frame, receipt } });
}

/** All that the store holds, by key. */
export async function dumpAll({ redis }: TestStore): Promise<Readonly<Record<string, unknown>>> {
  const keys = (await redis.keys("docat:*")).sort();
  const found: Record<string, unknown> = {};
  for (const key of keys) found[key] = await storedValue(redis, key);
  return found;
}

/** Takes a step twice: the second time it leaves and answers the same, whatever key one looks at. */
export async function twiceForAll<T>(store: TestStore, step: () => Promise<T>): Promise<T> {
  const first = await step();
  const before = await dumpAll(store);
  expect(await step()).toEqual(first);
  expect(await dumpAll(store)).toEqual(before);
  return first;
}
