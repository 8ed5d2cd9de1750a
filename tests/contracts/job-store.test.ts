/** JobStore's contract: every step is guarded, and changes and answers nothing new the second time. */
import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Backends, startBackends } from "../../dev/platform/start-backends.ts";
import type { StageMessage } from "../../lib/contracts/stage-message.ts";
import type { JobStore, NewJob } from "../../lib/jobs/job-store.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRedisJobStore } from "../../lib/upstash/redis-job-store.ts";
import { createRedisResultStore } from "../../lib/upstash/redis-result-store.ts";
import { ENGINES } from "../support/engines.ts";
import { accepted, LATE, manifest, page, partOf, plan, problem } from "../support/job-fixtures.ts";
import { storedHash } from "../support/stored-hash.ts";

describe.each(ENGINES)("JobStore on the $name", ({ preferServer }) => {
  let backends: Backends;
  let redis: Redis;
  let store: JobStore;

  beforeAll(async () => {
    backends = await startBackends({ preferServer });
    const { KV_REST_API_URL: url, KV_REST_API_TOKEN: token } = backends.variables;
    redis = new Redis({ url, token, automaticDeserialization: false, enableTelemetry: false });
    store = createRedisJobStore(redis, timesToLive(DEFAULT_RETENTION));
  });
  afterAll(() => backends.close());

  const message = (id: string, kind: "plan" | "assemble"): StageMessage => ({ v: 1, kind, job_id: id, epoch: 0 });
  const extract = (id: string, range: number): StageMessage => ({ v: 1, kind: "extract", job_id: id, epoch: 0, range });

  function newJob(): NewJob {
    const id = newJobId();
    const source = { name: "a.pdf", sha256: "0".repeat(64), size_bytes: 4 };
    return { id, tenant: "t", options: { pages: "1-6" }, source, owed: message(id, "plan") };
  }

  async function createdJob() {
    const job = newJob();
    await redis.hset(`docat:${job.id}:document`, { "0": "JVBERg==" });
    await store.create(job);
    return { id: job.id, epoch: 0 };
  }

  async function plannedJob() {
    const ref = await createdJob();
    await store.plan(ref, plan, [extract(ref.id, 0), extract(ref.id, 1)]);
    return ref;
  }

  async function assembledJob() {
    const ref = await plannedJob();
    await store.completeRange(ref, 0, accepted(3));
    await store.completeRange(ref, 1, accepted(3));
    return ref;
  }

  /** Everything that the store holds of a job. */
  async function dump(id: string): Promise<Record<string, unknown>> {
    const keys = (await redis.keys(`docat:${id}:*`)).sort();
    const entries = keys.map(async (key) => [
      key,
      await (key.endsWith("manifest") ? redis.get(key) : storedHash(redis, key)),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  }

  async function twice<T>(id: string, step: () => Promise<T>): Promise<T> {
    const first = await step();
    const before = await dump(id);
    expect(await step()).toEqual(first);
    expect(await dump(id)).toEqual(before);
    return first;
  }

  it("creates a job once, with its record and what it owes, and none without its document", async () => {
    const job = newJob();
    await expect(store.create(job)).rejects.toMatchObject({ code: "document_lost" });
    expect(await dump(job.id)).toEqual({});
    await redis.hset(`docat:${job.id}:document`, { "0": "JVBERg==" });
    const { createdAt } = await twice(job.id, () => store.create(job));
    const found = await store.read(job.id);
    expect(found?.record).toEqual({
      id: job.id,
      tenant: "t",
      state: "queued",
      epoch: 0,
      options: { pages: "1-6" },
      source: job.source,
      plan: null,
      created_at: createdAt,
      started_at: null,
      finished_at: null,
      error: null,
    });
    expect(Math.abs(Date.now() - createdAt)).toBeLessThan(60_000);
    expect(Object.keys(await dump(job.id)).map((key) => key.split(":").at(-1))).toEqual(["document", "job", "outbox"]);
  });

  it("knows nothing of a job that never was", async () => {
    const ref = { id: newJobId(), epoch: 0 };
    expect(await store.read(ref.id)).toBeNull();
    for (const step of [
      () => store.plan(ref, plan, []),
      () => store.completeRange(ref, 0, accepted(1)),
      () => store.succeed(ref, manifest),
      () => store.fail(ref, problem),
    ]) {
      expect(await step()).toEqual({ kind: "gone" });
    }
    expect(await dump(ref.id)).toEqual({});
  });

  it("plans a queued job and owes its ranges; another plan later changes nothing", async () => {
    const ref = await createdJob();
    const owed = [extract(ref.id, 0), extract(ref.id, 1)];
    const outcome = await twice(ref.id, () => store.plan(ref, plan, owed));
    expect(outcome).toEqual({ kind: "done", plan, owed: expect.arrayContaining(owed) });
    expect(await store.plan(ref, { ...plan, range_pages: 1, ranges: 6 }, [])).toEqual(outcome);
    const found = await store.read(ref.id);
    expect(found?.record).toMatchObject({ state: "running", plan });
    expect(found?.record.started_at).toBeGreaterThan(0);
  });

  it("owes assemble when the last range is home, in whichever order and however often they come", async () => {
    for (const order of [
      [0, 1],
      [1, 1, 0],
      [0, 0, 1, 1],
    ]) {
      const ref = await plannedJob();
      const home = new Set<number>();
      for (const range of order) {
        home.add(range);
        const owed = home.size === 2 ? message(ref.id, "assemble") : extract(ref.id, 1 - range);
        expect(await store.completeRange(ref, range, accepted(3))).toEqual({ kind: "done", owed: [owed] });
      }
      const found = await store.read(ref.id);
      expect(found?.record.state).toBe("assembling");
      expect(found?.rangesDone).toEqual(
        new Map([
          [0, partOf(3)],
          [1, partOf(3)],
        ]),
      );
    }
  });

  it("keeps the first result of a range", async () => {
    const ref = await plannedJob();
    await twice(ref.id, () => store.completeRange(ref, 0, accepted(3)));
    await store.completeRange(ref, 0, accepted(99));
    expect((await store.read(ref.id))?.rangesDone).toEqual(new Map([[0, partOf(3)]]));
  });

  it("removes the pieces of an attempt that comes second, and of one that comes too late", async () => {
    const results = createRedisResultStore(redis, timesToLive(DEFAULT_RETENTION));
    const ref = await plannedJob();
    const first = await results.putPart(ref, 0, [page]);
    const second = await results.putPart(ref, 0, [page]);
    if (first === null || second === null) throw new Error("The job is at work.");
    await store.completeRange(ref, 0, { part: first, pages: [] });
    await twice(ref.id, () => store.completeRange(ref, 0, { part: second, pages: [] }));
    expect(await redis.hkeys(`docat:${ref.id}:parts`)).toEqual([`0.${first.attempt}.0`]);
    expect(await results.getPart(ref.id, 0, first)).toEqual([page]);
    await store.fail(ref, problem);
    await store.completeRange(ref, 1, accepted(3, LATE));
    expect(await redis.exists(`docat:${ref.id}:parts`, `docat:${ref.id}:summaries`)).toBe(0);
  });

  it("keeps the accepted pieces when their own call is sent again after the job has succeeded", async () => {
    const results = createRedisResultStore(redis, timesToLive(DEFAULT_RETENTION));
    const ref = await plannedJob();
    const parts = [await results.putPart(ref, 0, [page]), await results.putPart(ref, 1, [page])];
    for (const [range, part] of parts.entries()) {
      if (part !== null) await store.completeRange(ref, range, { part, pages: [] });
    }
    const [first, last] = parts;
    if (!first || !last) throw new Error("The job is at work.");
    await store.succeed(ref, { ...manifest, parts: [first, last] });
    const before = await dump(ref.id);
    expect(await store.completeRange(ref, 1, { part: last, pages: [] })).toEqual({ kind: "done", owed: [] });
    expect(await dump(ref.id)).toEqual(before);
    expect(await results.getPart(ref.id, 1, last)).toEqual([page]);
  });

  it("stores no piece for a job that has ended, is gone, or has another epoch", async () => {
    const results = createRedisResultStore(redis, timesToLive(DEFAULT_RETENTION));
    const ended = await assembledJob();
    await store.succeed(ended, manifest);
    const running = await plannedJob();
    for (const ref of [ended, { id: newJobId(), epoch: 0 }, { ...running, epoch: 1 }]) {
      const before = await dump(ref.id);
      expect(await results.putPart(ref, 0, [page])).toBeNull();
      expect(await dump(ref.id)).toEqual(before);
    }
  });

  it("knows how many ranges there are from the plan, and takes no other", async () => {
    const ref = await plannedJob();
    expect(await store.completeRange(ref, 2, accepted(3))).toEqual({ kind: "stale" });
    expect((await store.read(ref.id))?.rangesDone.size).toBe(0);
  });

  it("loses no range when all come home at once", async () => {
    const ref = await createdJob();
    const ranges = 40;
    await store.plan(ref, { ...plan, ranges }, []);
    const outcomes = await Promise.all(
      Array.from({ length: ranges * 2 }, (_, n) => store.completeRange(ref, n % ranges, accepted(1))),
    );
    expect(outcomes.every(({ kind }) => kind === "done")).toBe(true);
    const found = await store.read(ref.id);
    expect(found?.record.state).toBe("assembling");
    expect(found?.rangesDone.size).toBe(ranges);
  });

  it("succeeds once all ranges are home, and not before", async () => {
    const early = await plannedJob();
    expect(await store.succeed(early, manifest)).toEqual({ kind: "stale" });
    const ref = await assembledJob();
    expect(await twice(ref.id, () => store.succeed(ref, manifest))).toEqual({ kind: "done", owed: [] });
    expect((await store.read(ref.id))?.record).toMatchObject({ state: "succeeded", error: null });
    expect(await redis.get(`docat:${ref.id}:manifest`)).toBe(JSON.stringify(manifest));
  });

  it("fails from every state that is not an end, and then owes and keeps nothing", async () => {
    for (const make of [createdJob, plannedJob, assembledJob]) {
      const ref = await make();
      await redis.hset(`docat:${ref.id}:parts`, { "0": "1" });
      expect(await twice(ref.id, () => store.fail(ref, problem))).toEqual({ kind: "done", owed: [] });
      expect((await store.read(ref.id))?.record).toMatchObject({ state: "failed", error: problem });
      expect(await redis.exists(`docat:${ref.id}:outbox`, `docat:${ref.id}:parts`)).toBe(0);
    }
  });

  it("never leaves an end", async () => {
    const succeeded = await assembledJob();
    await store.succeed(succeeded, manifest);
    const failed = await plannedJob();
    await store.fail(failed, problem);
    for (const ref of [succeeded, failed]) {
      const before = await dump(ref.id);
      expect(await store.plan(ref, plan, [])).toEqual({ kind: "stale" });
      expect((await store.completeRange(ref, 0, accepted(3))).kind).toBe(ref === succeeded ? "done" : "stale");
      expect(await store.completeRange(ref, 0, accepted(3, LATE))).toEqual({ kind: "stale" });
      expect((await store.succeed(ref, manifest)).kind).toBe(ref === succeeded ? "done" : "stale");
      expect((await store.fail(ref, problem)).kind).toBe(ref === failed ? "done" : "stale");
      expect(await dump(ref.id)).toEqual(before);
    }
  });

  it("takes no step of another epoch", async () => {
    const ref = { ...(await plannedJob()), epoch: 1 };
    const before = await dump(ref.id);
    const steps = [store.plan(ref, plan, []), store.completeRange(ref, 0, accepted(3)), store.fail(ref, problem)];
    expect(await Promise.all(steps)).toEqual([{ kind: "stale" }, { kind: "stale" }, { kind: "stale" }]);
    expect(await dump(ref.id)).toEqual(before);
  });

  it("strikes only what the broker has taken off the outbox", async () => {
    const ref = await plannedJob();
    await twice(ref.id, () => store.settle(ref.id, [extract(ref.id, 0)]));
    expect(await redis.hkeys(`docat:${ref.id}:outbox`)).toEqual(["extract-0-1"]);
    await store.settle(ref.id, []);
    expect(await redis.hlen(`docat:${ref.id}:outbox`)).toBe(1);
  });

  it("gives every key of a job the same time to live, by what the job is, and its document one of its own at the end", async () => {
    const running = await plannedJob();
    const succeeded = await assembledJob();
    await store.succeed(succeeded, manifest);
    const failed = await plannedJob();
    await store.fail(failed, problem);
    const { activeJobSeconds, succeededJobSeconds, failedJobSeconds, documentSeconds } = DEFAULT_RETENTION;
    expect(await redis.ttl(`docat:${running.id}:document`)).toBeGreaterThan(activeJobSeconds - 60);
    expect(await redis.ttl(`docat:${failed.id}:document`)).toBeLessThanOrEqual(documentSeconds);
    for (const [ref, seconds] of [
      [running, activeJobSeconds],
      [succeeded, succeededJobSeconds],
      [failed, failedJobSeconds],
    ] as const) {
      const keys = (await redis.keys(`docat:${ref.id}:*`)).filter((key) => !key.endsWith(":document"));
      for (const key of keys) {
        const ttl = await redis.ttl(key);
        expect(ttl, key).toBeGreaterThan(seconds - 60);
        expect(ttl, key).toBeLessThanOrEqual(seconds);
      }
    }
  });
});
