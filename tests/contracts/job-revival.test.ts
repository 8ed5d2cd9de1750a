/** Jobs that stall: when they are due, what they then owe, and their deadline. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobRef } from "../../lib/contracts/job-ref.ts";
import { rangeName } from "../../lib/contracts/page-range.ts";
import type { StageMessage } from "../../lib/contracts/stage-message.ts";
import { MAX_STALL_DOUBLINGS } from "../../lib/limits/job-timing.ts";
import { DUE_KEY } from "../../lib/upstash/keys.ts";
import { ENGINES } from "../support/engines.ts";
import { accepted, HEAD, holderOf, TAIL } from "../support/job-fixtures.ts";
import { inOrder, JOB_IN, PLANNER, queuedJob, runningJob, twice } from "../support/job-steps.ts";
import { assembleOf, extractOf, planOf } from "../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const AT_WORK = ["queued", "running", "assembling"] as const;

describe.each(ENGINES)("On the $name", ({ preferServer }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.redis.flushdb();
  });

  const stall = () => store.elapse(store.timing.stallMs);
  const settleAll = async ({ id }: JobRef) => store.jobs.settle(id, (await store.jobs.read(id))?.owed ?? []);
  const isStalled = async ({ id }: JobRef) => (await store.jobs.read(id))?.stalled;
  const openRanges = (messages: readonly StageMessage[]) =>
    messages.map((message) => (message.kind === "extract" ? rangeName(message.range) : message.kind));

  /** Lets the job stall, revives it, and takes what it then owes off its outbox, as for a broker that loses it. */
  async function owedAfterRevival({ id }: JobRef): Promise<StageMessage[]> {
    await stall();
    const revival = await store.jobs.revive(id);
    if (revival.kind !== "owes") throw new Error(`It is ${revival.kind}.`);
    await store.jobs.settle(id, revival.owed);
    return inOrder(revival.owed);
  }

  describe("a job at work", () => {
    it.each(AT_WORK)("that is %s is due when no step has come for a while, and not before", async (state) => {
      const ref = await JOB_IN[state](store);
      await settleAll(ref);
      expect((await store.jobs.listDue(10)).jobs).toEqual([]);
      expect([await isStalled(ref), await store.jobs.revive(ref.id)]).toEqual([false, { kind: "fresh" }]);
      await stall();
      expect((await store.jobs.listDue(10)).jobs).toEqual([ref.id]);
      expect(await isStalled(ref)).toBe(true);
    });

    it.each([
      ["queued", [planOf]],
      ["running", [(id: string) => extractOf(id, 0, 3), (id: string) => extractOf(id, 3, 3)]],
      ["assembling", [assembleOf]],
    ] as const)("that is %s owes its messages anew, under another resend, once", async (state, messages) => {
      const ref = await JOB_IN[state](store);
      await settleAll(ref);
      await stall();
      const revival = await twice(store, ref.id, () => store.jobs.revive(ref.id));
      const owed = messages.map((message) => ({ ...message(ref.id), resend: 1 }));
      expect(revival.kind === "owes" && inOrder(revival.owed)).toEqual(owed);
      expect((await store.jobs.listDue(10)).jobs).toEqual([]);
      expect(await owedAfterRevival(ref)).toEqual(owed.map((message) => ({ ...message, resend: 2 })));
    });

    it("that stalls again waits twice as long each time, up to a limit, until it takes a step", async () => {
      const ref = await runningJob(store);
      await settleAll(ref);
      for (let n = 0; n < MAX_STALL_DOUBLINGS + 2; n++) {
        const stalls = n === 0 ? 1 : 2 ** Math.min(n - 1, MAX_STALL_DOUBLINGS);
        await store.elapse((stalls - 0.5) * store.timing.stallMs);
        expect([n, await isStalled(ref)]).toEqual([n, false]);
        await store.elapse(store.timing.stallMs / 2);
        const revival = await store.jobs.revive(ref.id);
        expect(revival).toMatchObject({ kind: "owes", owed: [{ resend: n + 1 }, { resend: n + 1 }] });
        await settleAll(ref);
      }
      await store.jobs.completeRange(ref, accepted(HEAD));
      expect(openRanges(await owedAfterRevival(ref))).toEqual(["3-3"]);
      expect(await owedAfterRevival(ref)).toEqual([{ ...extractOf(ref.id, 3, 3), resend: 8 }]);
    });

    it("keeps what is under a living lease out of what it owes, and is fresh when that is all", async () => {
      const ref = await runningJob(store);
      await store.jobs.claim(ref, TAIL, holderOf("alive"));
      await settleAll(ref);
      await store.jobs.giveUp(extractOf(ref.id, 0, 3), "msg_gone");
      const revival = await store.jobs.revive(ref.id);
      expect(revival).toEqual({ kind: "owes", owed: [{ ...extractOf(ref.id, 0, 3), resend: 1 }] });
      await settleAll(ref);
      await store.jobs.completeRange(ref, accepted(HEAD));
      await store.jobs.giveUp({ ...extractOf(ref.id, 3, 3), resend: 1 }, "msg_gone");
      expect(await twice(store, ref.id, () => store.jobs.revive(ref.id))).toEqual({ kind: "fresh" });
    });

    it("stays fresh as long as an attempt gives signs of life", async () => {
      const ref = await queuedJob(store);
      await store.jobs.claim(ref, "plan", PLANNER);
      for (let n = 0; n < 6; n++) {
        await store.elapse(store.timing.leaseMs / 2);
        await store.jobs.renew(ref, "plan", PLANNER);
        expect(await isStalled(ref)).toBe(false);
      }
    });
  });

  describe("the list of what is due", () => {
    it("begins with the longest waiting, ends at its limit, and holds no job that has ended", async () => {
      const jobs: JobRef[] = [];
      for (let n = 0; n < 4; n++) {
        jobs.push(await runningJob(store));
        await store.elapse(1_000);
      }
      for (const state of ["succeeded", "failed", "cancelled"] as const) await JOB_IN[state](store);
      await stall();
      const ids = jobs.map(({ id }) => id);
      expect((await store.jobs.listDue(10)).jobs).toEqual(ids);
      expect((await store.jobs.listDue(2)).jobs).toEqual(ids.slice(0, 2));
    });

    it("loses what is no job, or none at work, when that is looked at", async () => {
      const [ended, gone] = [await JOB_IN.succeeded(store), await queuedJob(store)];
      await store.redis.zadd(DUE_KEY, { score: 1, member: ended.id });
      await store.redis.del(`docat:${gone.id}:job`);
      await stall();
      expect(await twice(store, ended.id, () => store.jobs.revive(ended.id))).toEqual({ kind: "ended" });
      expect(await twice(store, gone.id, () => store.jobs.revive(gone.id))).toEqual({ kind: "gone" });
      expect((await store.jobs.listDue(10)).jobs).toEqual([]);
    });

    it("is written anew by the next step, and always has a time to live", async () => {
      const ref = await runningJob(store);
      const claimed = holderOf("mine");
      await store.jobs.claim(ref, HEAD, claimed);
      const steps = [
        () => store.jobs.renew(ref, HEAD, claimed),
        () => store.jobs.revive(ref.id),
        () => store.jobs.claim(ref, TAIL, claimed),
        () => store.jobs.completeRange(ref, accepted(HEAD)),
        () => store.jobs.giveUp(extractOf(ref.id, 3, 3), "msg_1"),
      ];
      for (const step of steps) {
        await store.redis.del(DUE_KEY);
        await step();
        expect(await store.redis.zscore(DUE_KEY, ref.id)).not.toBeNull();
        expect(await store.redis.ttl(DUE_KEY)).toBeGreaterThan(0);
      }
    });
  });

  describe("a deadline", () => {
    it.each(AT_WORK)("passes for a job that is %s, however often it is asked", async (state) => {
      const ref = await JOB_IN[state](store);
      await store.elapse(store.timing.deadlineMs);
      expect(await twice(store, ref.id, () => store.jobs.revive(ref.id))).toEqual({ kind: "overdue", epoch: 0, state });
      expect((await store.jobs.listDue(10)).jobs).toEqual([ref.id]);
    });

    it("makes a job due however much life it shows", async () => {
      const ref = await queuedJob(store);
      await store.jobs.claim(ref, "plan", PLANNER);
      const rounds = (2 * store.timing.deadlineMs) / store.timing.leaseMs;
      for (let n = 0; n < rounds; n++) {
        await store.elapse(store.timing.leaseMs / 2);
        await store.jobs.renew(ref, "plan", PLANNER);
      }
      expect(await isStalled(ref)).toBe(true);
      expect((await store.jobs.listDue(10)).jobs).toEqual([ref.id]);
      expect((await store.jobs.revive(ref.id)).kind).toBe("overdue");
    });

    it("is not slept through by a job that waits ever longer", async () => {
      const ref = await runningJob(store);
      for (let left = store.timing.deadlineMs; left > 0; left -= store.timing.stallMs) {
        await stall();
        if (await isStalled(ref)) await store.jobs.revive(ref.id);
        await settleAll(ref);
      }
      expect((await store.jobs.listDue(10)).jobs).toEqual([ref.id]);
    });
  });
});
