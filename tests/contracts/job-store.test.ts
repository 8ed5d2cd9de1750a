/** JobStore's contract: every step is guarded, and changes and answers nothing new the second time. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PageRange } from "../../lib/contracts/page-range.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { cutIntoRanges } from "../../lib/pipeline/page-ranges.ts";
import { ENGINES } from "../support/engines.ts";
import {
  accepted,
  HEAD,
  holderOf,
  LATE,
  manifest,
  page,
  partOf,
  plan,
  problem,
  RANGES,
  TAIL,
} from "../support/job-fixtures.ts";
import {
  assemblingJob,
  inOrder,
  newJob,
  PLANNER,
  putDocument,
  queuedJob,
  runningJob,
  twice,
} from "../support/job-steps.ts";
import { bringHome, sealedPart } from "../support/sealed-parts.ts";
import { assembleOf, extractOf, planOf } from "../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

describe.each(ENGINES)("JobStore on the $name", ({ preferServer }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());

  const headOf = (id: string) => extractOf(id, HEAD.first, HEAD.count);
  const tailOf = (id: string) => extractOf(id, TAIL.first, TAIL.count);

  it("creates a job once, with its record and what it owes, and none without its document", async () => {
    const job = newJob();
    await expect(store.jobs.create(job)).rejects.toMatchObject({ code: "document_lost" });
    expect(await store.dump(job.id)).toEqual({});
    await putDocument(store, job.id);
    const { record, owed } = await twice(store, job.id, () => store.jobs.create(job));
    expect(await store.jobs.read(job.id)).toEqual({
      record,
      parts: [],
      arrivals: [],
      worker: job.id,
      at: expect.any(Number),
      owed,
      stalled: false,
    });
    expect(owed).toEqual([planOf(job.id)]);
    expect(record).toEqual({
      id: job.id,
      tenant: "t",
      state: "queued",
      epoch: 0,
      options: { pages: "1-6" },
      source: job.source,
      key: expect.any(String),
      plan: null,
      created_at: record.created_at,
      started_at: null,
      finished_at: null,
      deadline_at: record.created_at + store.timing.deadlineMs,
      error: null,
    });
    expect(Math.abs(Date.now() - record.created_at)).toBeLessThan(60_000);
    expect(Object.keys(await store.dump(job.id))).toEqual(["due", "document", "job", "outbox"]);
  });

  it("knows nothing of a job that never was", async () => {
    const ref = { id: newJobId(), epoch: 0 };
    expect(await store.jobs.read(ref.id)).toBeNull();
    for (const step of [
      () => store.jobs.claim(ref, "plan", PLANNER),
      () => store.jobs.claim(ref, HEAD, PLANNER),
      () => store.jobs.plan(ref, plan, RANGES, PLANNER),
      () => store.jobs.completeRange(ref, accepted(HEAD)),
      () => store.jobs.succeed(ref, manifest),
      () => store.jobs.fail(ref, problem),
      () => store.jobs.cancel(ref.id),
      () => store.jobs.revive(ref.id),
    ]) {
      expect(await step()).toEqual({ kind: "gone" });
    }
    expect(await store.jobs.giveUp(planOf(ref.id), "msg_plan")).toBe("gone");
    expect(await store.jobs.delete(ref.id)).toBeNull();
    expect(await store.jobs.renew(ref, "plan", PLANNER)).toBe(false);
    await store.jobs.release(ref, HEAD, PLANNER);
    await store.jobs.settle(ref.id, [planOf(ref.id)]);
    expect(await store.dump(ref.id)).toEqual({});
  });

  it("plans a queued job and owes its ranges; another plan later changes nothing", async () => {
    const ref = await queuedJob(store);
    const first = await twice(store, ref.id, () => store.jobs.plan(ref, plan, RANGES, PLANNER));
    const again = { ...plan, ranges: 6 };
    const second = await store.jobs.plan(ref, again, cutIntoRanges(6, 1), holderOf("other"));
    for (const outcome of [first, second]) {
      if (outcome.kind !== "done") throw new Error("The job is queued.");
      expect({ ...outcome, owed: inOrder(outcome.owed) }).toEqual({
        kind: "done",
        plan,
        holds: false,
        owed: [headOf(ref.id), tailOf(ref.id)],
      });
    }
    const found = await store.jobs.read(ref.id);
    expect(found?.record).toMatchObject({ state: "running", plan });
    expect(found?.record.started_at).toBeGreaterThan(0);
  });

  it("shows at a glance that a job has come on, and nothing of one that is not there", async () => {
    const ref = await runningJob(store);
    const glances = [await store.jobs.glance(ref.id)];
    expect(glances[0]).toMatchObject({ leader: null, dueAt: expect.any(Number) });
    expect(await store.jobs.glance(ref.id)).toMatchObject({ mark: glances[0]?.mark });
    for (const range of [TAIL, HEAD]) {
      await store.jobs.completeRange(ref, accepted(range));
      glances.push(await store.jobs.glance(ref.id));
    }
    await store.jobs.cancel(ref.id);
    glances.push(await store.jobs.glance(ref.id));
    expect(new Set(glances.map((glance) => glance?.mark)).size).toBe(4);
    expect(glances.at(-1)?.dueAt).toBeNull();
    expect(await store.jobs.glance(`job_${"0".repeat(32)}`)).toBeNull();
  });

  it("owes assemble when the last range is home, in whichever order and however often they come", async () => {
    for (const order of [
      [HEAD, TAIL],
      [TAIL, TAIL, HEAD],
      [HEAD, HEAD, TAIL, TAIL],
    ]) {
      const ref = await runningJob(store);
      const home = new Set<PageRange>();
      for (const range of order) {
        home.add(range);
        const other = range === HEAD ? tailOf(ref.id) : headOf(ref.id);
        const owed = home.size === 2 ? assembleOf(ref.id) : other;
        expect(await store.jobs.completeRange(ref, accepted(range))).toEqual({ kind: "done", owed: [owed] });
      }
      const found = await store.jobs.read(ref.id);
      expect(found?.record.state).toBe("assembling");
      expect(found?.parts).toEqual([partOf(HEAD), partOf(TAIL)]);
      expect(found?.arrivals).toEqual([...home]);
    }
  });

  it("keeps the first result of a range", async () => {
    const ref = await runningJob(store);
    await twice(store, ref.id, () => store.jobs.completeRange(ref, accepted(HEAD)));
    await twice(store, ref.id, () => store.jobs.completeRange(ref, accepted(HEAD, LATE)));
    expect((await store.jobs.read(ref.id))?.parts).toEqual([partOf(HEAD)]);
  });

  it("removes the pieces of an attempt that comes second, and of one that comes too late", async () => {
    const ref = await runningJob(store);
    const first = await sealedPart(store, ref, HEAD, [page]);
    const second = await sealedPart(store, ref, HEAD, [page]);
    await twice(store, ref.id, () => bringHome(store, ref, first));
    // As if its first pieces had been stored before.
    await store.redis.hset(`docat:${ref.id}:parts`, Object.fromEntries(second.pieces));
    await twice(store, ref.id, () => bringHome(store, ref, second));
    expect((await store.redis.hkeys(`docat:${ref.id}:parts`)).sort()).toEqual([`0-3.${first.part.attempt}.0`, "key"]);
    expect(await store.results.getPart(ref.id, first.part)).toEqual([page]);
    await store.jobs.fail(ref, problem);
    await store.jobs.completeRange(ref, accepted(TAIL, LATE));
    expect(await store.redis.exists(`docat:${ref.id}:parts`, `docat:${ref.id}:summaries`)).toBe(0);
  });

  it("keeps the accepted pieces when their own call is sent again after the job has succeeded", async () => {
    const ref = await runningJob(store);
    const [first, last] = [await sealedPart(store, ref, HEAD, [page]), await sealedPart(store, ref, TAIL, [page])];
    for (const sealed of [first, last]) await bringHome(store, ref, sealed);
    await store.jobs.succeed(ref, { ...manifest, parts: [first.part, last.part] });
    const before = await store.dump(ref.id);
    expect(await bringHome(store, ref, last)).toEqual({ kind: "done", owed: [] });
    expect(await store.dump(ref.id)).toEqual(before);
    expect(await store.results.getPart(ref.id, last.part)).toEqual([page]);
  });

  it("stores no piece for a job that has ended, is gone, or has another epoch", async () => {
    const ended = await assemblingJob(store);
    await store.jobs.succeed(ended, manifest);
    const running = await runningJob(store);
    for (const ref of [ended, { id: newJobId(), epoch: 0 }, { ...running, epoch: 1 }]) {
      const before = await store.dump(ref.id);
      const sealed = await sealedPart(store, running, HEAD, [page]);
      expect((await bringHome(store, ref, sealed)).kind).not.toBe("done");
      expect(await store.results.putUnit(ref, "t0", { blocks: [] })).toBeNull();
      expect(await store.dump(ref.id)).toEqual(before);
    }
  });

  it("knows from the plan which ranges there are, and takes no other", async () => {
    const ref = await runningJob(store);
    for (const range of [
      { first: 6, count: 3 },
      { first: 0, count: 6 },
      { first: 0, count: 2 },
    ]) {
      const sealed = await sealedPart(store, ref, range, [page]);
      expect(await twice(store, ref.id, () => bringHome(store, ref, sealed))).toEqual({
        kind: "stale",
      });
      expect(await store.jobs.claim(ref, range, holderOf("other"))).toEqual({ kind: "stale" });
    }
    expect((await store.jobs.read(ref.id))?.parts).toEqual([]);
    expect(await store.redis.hkeys(`docat:${ref.id}:parts`)).toEqual([]);
  });

  it("loses no range when all come home at once", async () => {
    const ref = await queuedJob(store);
    const ranges = cutIntoRanges(40, 1);
    await store.jobs.plan(ref, { ...plan, pages_selected: 40, ranges: 40 }, ranges, PLANNER);
    const steps = [...ranges, ...ranges].map((range) => store.jobs.completeRange(ref, accepted(range)));
    expect((await Promise.all(steps)).every(({ kind }) => kind === "done")).toBe(true);
    const found = await store.jobs.read(ref.id);
    expect(found?.record.state).toBe("assembling");
    expect(found?.parts.map(({ range }) => range)).toEqual(ranges);
  });

  it("succeeds once all ranges are home, and not before", async () => {
    const early = await runningJob(store);
    expect(await store.jobs.succeed(early, manifest)).toEqual({ kind: "stale" });
    const ref = await assemblingJob(store);
    expect(await twice(store, ref.id, () => store.jobs.succeed(ref, manifest))).toEqual({ kind: "done", owed: [] });
    expect((await store.jobs.read(ref.id))?.record).toMatchObject({ state: "succeeded", error: null });
    expect(await store.results.getManifest(ref.id)).toEqual(manifest);
  });

  it("fails from every state that is not an end, and then owes and keeps nothing", async () => {
    for (const make of [queuedJob, runningJob, assemblingJob]) {
      const ref = await make(store);
      await store.redis.hset(`docat:${ref.id}:parts`, { "0": "1" });
      expect(await twice(store, ref.id, () => store.jobs.fail(ref, problem))).toEqual({ kind: "done", owed: [] });
      expect((await store.jobs.read(ref.id))?.record).toMatchObject({ state: "failed", error: problem });
      expect(await store.redis.exists(`docat:${ref.id}:outbox`, `docat:${ref.id}:work`, `docat:${ref.id}:parts`)).toBe(
        0,
      );
    }
  });

  it("strikes only what the broker has taken off the outbox", async () => {
    const ref = await runningJob(store);
    await twice(store, ref.id, () => store.jobs.settle(ref.id, [headOf(ref.id)]));
    expect(await store.redis.hkeys(`docat:${ref.id}:outbox`)).toEqual(["extract-0-3-3"]);
    await store.jobs.settle(ref.id, []);
    expect(await store.redis.hlen(`docat:${ref.id}:outbox`)).toBe(1);
  });

  it("gives every key of a job the same time to live, by what the job is, and its document one of its own at the end", async () => {
    const running = await runningJob(store);
    const succeeded = await assemblingJob(store);
    await store.jobs.succeed(succeeded, manifest);
    const failed = await runningJob(store);
    await store.jobs.fail(failed, problem);
    const { activeJobSeconds, succeededJobSeconds, failedJobSeconds, documentSeconds } = DEFAULT_RETENTION;
    expect(await store.redis.ttl(`docat:${running.id}:document`)).toBeGreaterThan(activeJobSeconds - 60);
    expect(await store.redis.ttl(`docat:${failed.id}:document`)).toBeLessThanOrEqual(documentSeconds);
    for (const [ref, seconds] of [
      [running, activeJobSeconds],
      [succeeded, succeededJobSeconds],
      [failed, failedJobSeconds],
    ] as const) {
      const keys = (await store.redis.keys(`docat:${ref.id}:*`)).filter((key) => !key.endsWith(":document"));
      for (const key of keys) {
        const ttl = await store.redis.ttl(key);
        expect(ttl, key).toBeGreaterThan(seconds - 60);
        expect(ttl, key).toBeLessThanOrEqual(seconds);
      }
    }
  });
});
