/** The owner's will: what cancelling and deleting leave of a job, and that nothing comes back afterwards. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobRef } from "../../lib/contracts/job-ref.ts";
import { JOB_STATES } from "../../lib/jobs/job-state.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { DUE_KEY } from "../../lib/upstash/keys.ts";
import { ENGINES } from "../support/engines.ts";
import { accepted, HEAD, holderOf, manifest, plan, problem, RANGES } from "../support/job-fixtures.ts";
import { JOB_IN, newJob, PLANNER, runningJob, twice } from "../support/job-steps.ts";
import { assembleOf, extractOf, planOf } from "../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const AT_WORK = ["queued", "running", "assembling"] as const;

describe.each(ENGINES)("On the $name", ({ preferServer }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());

  /** All keys that hold the job's id, and whether it is among those that are due. */
  async function keysOf(id: string): Promise<string[]> {
    const found: string[] = [];
    let cursor = "0";
    do {
      const [next, keys] = await store.redis.scan(cursor, { match: `*${id}*`, count: 100 });
      found.push(...keys);
      cursor = next;
    } while (cursor !== "0");
    const due = await store.redis.zscore(DUE_KEY, id);
    return [...found.map((key) => key.split(":").at(-1) ?? ""), ...(due === null ? [] : ["due"])].sort();
  }

  /** Whatever a stage, a sweep or a broker might still ask for, in the epoch that it knows. */
  async function askForEverything(ref: JobRef): Promise<unknown[]> {
    const { jobs, results } = store;
    const late = holderOf("late");
    const steps = [
      () => jobs.claim(ref, "plan", late),
      () => jobs.claim(ref, HEAD, late),
      () => jobs.plan(ref, plan, RANGES, PLANNER),
      () => jobs.completeRange(ref, accepted(HEAD)),
      () => jobs.succeed(ref, manifest),
      () => jobs.fail(ref, problem),
      () => jobs.giveUp(planOf(ref.id), "msg_plan"),
    ];
    const answers: unknown[] = [];
    for (const step of steps) answers.push(await step());
    await jobs.renew(ref, HEAD, late);
    await jobs.release(ref, HEAD, late);
    await jobs.settle(ref.id, [planOf(ref.id), assembleOf(ref.id), extractOf(ref.id, 0, 3)]);
    await jobs.revive(ref.id);
    expect(await results.putUnit(ref, "t0", { blocks: [] })).toBeNull();
    return answers;
  }

  describe("a cancelled job", () => {
    it.each(AT_WORK)(
      "that was %s is in the next epoch, keeps nothing but its record, and is never due",
      async (state) => {
        const ref = await JOB_IN[state](store);
        await store.results.putUnit(ref, "t0", { blocks: [] });
        expect(await twice(store, ref.id, () => store.jobs.cancel(ref.id))).toEqual({ kind: "cancelled" });
        const found = await store.jobs.read(ref.id);
        expect(found).toMatchObject({
          record: { state: "cancelled", epoch: 1, error: null },
          owed: [],
          stalled: false,
        });
        expect(found?.record.finished_at).toBeGreaterThan(0);
        expect((await keysOf(ref.id)).filter((key) => key !== "done")).toEqual(["job"]);
        const ttl = await store.redis.ttl(`docat:${ref.id}:job`);
        expect(ttl).toBeGreaterThan(DEFAULT_RETENTION.failedJobSeconds - 60);
        expect(ttl).toBeLessThanOrEqual(DEFAULT_RETENTION.failedJobSeconds);
      },
    );

    it.each(AT_WORK)("that was %s finds every delivery stale that is on its way", async (state) => {
      const ref = await JOB_IN[state](store);
      await store.jobs.claim(ref, HEAD, holderOf("working"));
      await store.jobs.cancel(ref.id);
      const before = await store.dump(ref.id);
      const answers = await askForEverything(ref);
      expect(answers.map((answer) => (typeof answer === "object" ? answer : { kind: answer }))).toEqual(
        answers.map(() => ({ kind: "stale" })),
      );
      expect(await store.jobs.renew(ref, HEAD, holderOf("working"))).toBe(false);
      expect(await store.dump(ref.id)).toEqual(before);
    });

    it("is not what a job becomes that has ended: it says how", async () => {
      for (const state of ["succeeded", "failed"] as const) {
        const ref = await JOB_IN[state](store);
        const before = await store.dump(ref.id);
        expect(await store.jobs.cancel(ref.id)).toEqual({ kind: "ended", state });
        expect(await store.dump(ref.id)).toEqual(before);
      }
    });
  });

  describe("a deleted job", () => {
    it.each(JOB_STATES)("that was %s leaves nothing but that it was deleted, for a while", async (state) => {
      const ref = await JOB_IN[state](store);
      await store.results.putUnit(ref, "t0", { blocks: [] });
      const deleted = await twice(store, ref.id, () => store.jobs.delete(ref.id));
      expect(deleted?.deletedAt).toBeGreaterThan(0);
      expect(await keysOf(ref.id)).toEqual(["deleted"]);
      const ttl = await store.redis.ttl(`docat:${ref.id}:deleted`);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(DEFAULT_RETENTION.deletedJobSeconds);
      expect(await store.jobs.read(ref.id)).toBeNull();
    });

    it.each(JOB_STATES)("that was %s never comes back, whoever is still at work on it", async (state) => {
      const ref = await JOB_IN[state](store);
      await store.jobs.claim(ref, HEAD, holderOf("late"));
      await store.jobs.delete(ref.id);
      const answers = await askForEverything(ref);
      expect(answers.map((answer) => (typeof answer === "object" ? answer : { kind: answer }))).toEqual(
        answers.map(() => ({ kind: "gone" })),
      );
      expect(await store.jobs.cancel(ref.id)).toEqual({ kind: "gone" });
      await expect(store.jobs.create({ ...newJob(), id: ref.id })).rejects.toMatchObject({ code: "document_lost" });
      expect(await keysOf(ref.id)).toEqual(["deleted"]);
    });

    it("takes nothing of another job with it", async () => {
      const [mine, other] = [await runningJob(store), await runningJob(store)];
      const before = await store.dump(other.id);
      await store.jobs.delete(mine.id);
      expect(await store.dump(other.id)).toEqual(before);
    });

    it("is not what an unknown id becomes", async () => {
      const id = newJobId();
      expect(await store.jobs.delete(id)).toBeNull();
      expect(await keysOf(id)).toEqual([]);
    });
  });
});
