/** The stores behind admission on one Redis engine, and short ways to jobs in every state. */
import { randomBytes } from "node:crypto";
import { Redis } from "@upstash/redis";
import { startBackends } from "../../dev/platform/start-backends.ts";
import type { Admission, Admitted, Application, Birth } from "../../lib/jobs/admission.ts";
import type { JobRecord, Plan } from "../../lib/jobs/job-record.ts";
import type { JobStore } from "../../lib/jobs/job-store.ts";
import { DEFAULT_JOB_TIMING } from "../../lib/limits/job-timing.ts";
import { DEFAULT_RETENTION, type Retention } from "../../lib/limits/retention.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisAdmission } from "../../lib/upstash/redis-admission.ts";
import { createRedisJobStore } from "../../lib/upstash/redis-job-store.ts";

const timing = DEFAULT_JOB_TIMING;
const HOLDER = { token: "a".repeat(16), messageId: "msg", retried: 0 };
const metadata = { title: "Canary title", author: null, language: null, pdf_version: "1.7" };
export const PLAN: Plan = {
  pages_total: 2,
  pages_selected: 2,
  ranges: 1,
  engine: "test",
  metadata,
  warnings: [],
};
const PART = { range: { first: 0, count: 2 }, attempt: "0".repeat(16), pieces: 1 };

export type Clear = Extract<Admitted, { kind: "clear" }>;

export interface AdmissionStores {
  readonly redis: Redis;
  readonly jobs: JobStore;
  readonly admission: Admission;
  /** Stores as another deployment or with other settings would have them, on the same Redis. */
  with(retention: Partial<Retention>, resultVersion?: string): Pick<AdmissionStores, "jobs" | "admission">;
  close(): Promise<void>;
}

export async function openAdmissionStores(preferServer: boolean): Promise<AdmissionStores> {
  const backends = await startBackends({ preferServer });
  const { KV_REST_API_URL: url, KV_REST_API_TOKEN: token } = backends.variables;
  const redis = new Redis({ url, token, automaticDeserialization: false, enableTelemetry: false });
  const stores = (retention: Partial<Retention> = {}, resultVersion = "test") => {
    const ttl = timesToLive({ ...DEFAULT_RETENTION, ...retention });
    const settings = { ttl, timing };
    const admission = createRedisAdmission(redis, { ...settings, secret: "secret", resultVersion });
    return { jobs: createRedisJobStore(redis, settings), admission };
  };
  return { redis, ...stores(), with: stores, close: () => backends.close() };
}

/** A document nobody has sent before. */
export function newApplication(change: Partial<Application> = {}): Application {
  const source = { name: "canary.pdf", sha256: randomBytes(32).toString("hex"), size_bytes: 4 };
  return { tenant: "t", source, options: {}, shared: true, once: null, ...change };
}

export function newOnce(key: string) {
  return { operation: "POST /v1/jobs", key, token: randomBytes(16).toString("hex") };
}

export async function admitted({ admission }: Pick<AdmissionStores, "admission">, application: Application): Promise<Clear> {
  const found = await admission.admit(application);
  if (found.kind !== "clear") throw new Error(`It is ${found.kind}.`);
  return found;
}

/** A job as it comes to be, ready for the port. */
export function birthOf(application: Application, { at, links }: Clear, as: Partial<JobRecord> = {}): Birth {
  const { tenant, source, options, once } = application;
  const record: JobRecord = {
    ...{ id: newJobId(), tenant, source, options, links, state: "queued", epoch: 0, plan: null, error: null },
    ...{ created_at: at, started_at: null, finished_at: null, deadline_at: at + timing.deadlineMs },
    ...as,
  };
  return { record, kept: once === null ? null : { token: once.token, answer: `answer of ${record.id}` } };
}

/** A job at work that others may follow; its document is stored. */
export async function leading(stores: AdmissionStores, application: Application): Promise<JobRecord> {
  const birth = birthOf(application, await admitted(stores, application));
  await stores.redis.hset(`docat:${birth.record.id}:document`, { "0": "JVBERg==" });
  if ((await stores.admission.lead(birth)) === "changed") throw new Error("Somebody else leads.");
  return birth.record;
}

export async function following(stores: AdmissionStores, application: Application): Promise<JobRecord> {
  const clear = await admitted(stores, application);
  const birth = birthOf(application, clear, { leader: clear.known?.id });
  if ((await stores.admission.follow(birth)) !== "done") throw new Error("It cannot follow.");
  return birth.record;
}

export async function adopting(stores: AdmissionStores, application: Application): Promise<JobRecord> {
  const clear = await admitted(stores, application);
  const birth = birthOf(application, clear, adopted(clear));
  if ((await stores.admission.adopt(birth)) !== "done") throw new Error("It cannot adopt.");
  return birth.record;
}

export function adopted({ at, known }: Clear): Partial<JobRecord> {
  const ended = { state: "succeeded", started_at: at, finished_at: at, plan: known?.plan ?? null } as const;
  return { ...ended, result_of: known?.id, cached: true };
}

/** Takes a job that works through all its steps to its result. */
export async function finish({ jobs, redis }: Pick<AdmissionStores, "jobs" | "redis">, id: string, failed: number[] = []) {
  const ref = { id, epoch: 0 };
  await jobs.claim(ref, "plan", HOLDER);
  await jobs.plan(ref, PLAN, [PART.range], HOLDER);
  await redis.hset(`docat:${id}:parts`, { [`0-2.${PART.attempt}.0`]: "canary text" });
  await jobs.completeRange(ref, { part: PART, pages: [] });
  const { frame } = (await import("./job-fixtures.ts")).manifest;
  const receipt = { ...frame.receipt, pages_failed: failed };
  const style = { body_size: 10, heading_sizes: [] };
  return jobs.succeed(ref, { v: 1, frame: { ...frame, receipt }, style, parts: [PART] });
}
