/** What is rebuilt of what the store has lost, and what becomes of messages that the broker gave up. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobRef } from "../../lib/contracts/job-ref.ts";
import { type PageRange, rangeName } from "../../lib/contracts/page-range.ts";
import { messageName, type StageMessage } from "../../lib/contracts/stage-message.ts";
import { MAX_GIVE_UPS } from "../../lib/limits/job-timing.ts";
import { cutIntoRanges } from "../../lib/pipeline/page-ranges.ts";
import { ENGINES } from "../support/engines.ts";
import { accepted, HEAD, holderOf, manifest, plan, TAIL } from "../support/job-fixtures.ts";
import { inOrder, JOB_IN, PLANNER, queuedJob, runningJob, twice } from "../support/job-steps.ts";
import { assembleOf, extractOf, planOf } from "../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

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

  describe("a running job that has lost", () => {
    /** A job of six pages in ranges of two, the first and the second home. */
    async function halfReadJob(): Promise<JobRef> {
      const ref = await queuedJob(store);
      await store.jobs.plan(ref, { ...plan, ranges: 3 }, cutIntoRanges(6, 2), PLANNER);
      for (const range of cutIntoRanges(4, 2)) await store.jobs.completeRange(ref, accepted(range));
      return ref;
    }
    const spansOf = async ({ id }: JobRef): Promise<PageRange[]> =>
      (await store.results.getSummaries({ id })).map(({ part }) => part.range);

    it.each([
      ["nothing", (_: string) => [], ["4-2"]],
      ["its work", (job: string) => [["del", `${job}:work`]], ["4-2"]],
      ["its completion set", (job: string) => [["del", `${job}:done`]], ["0-4", "4-2"]],
      ["one range of it", (job: string) => [["hdel", `${job}:done`, "2-2"]], ["2-2", "4-2"]],
      ["both", (job: string) => [["del", `${job}:work`, `${job}:done`]], ["0-6"]],
      [
        "its count",
        (job: string) => [
          ["hdel", job, "home"],
          ["hdel", `${job}:done`, "0-2"],
        ],
        ["0-2", "4-2"],
      ],
    ])("%s reads the pages again that are not home, each once, and then ends", async (_, losses, open) => {
      const ref = await halfReadJob();
      await settleAll(ref);
      for (const command of losses(`docat:${ref.id}`)) {
        const [name, key = "", ...rest] = command.map((word) => word.replace(/(job_\w+)$/, "$1:job"));
        if (name === "hdel") await store.redis.hdel(key, ...rest);
        else await store.redis.del(key, ...rest);
      }
      const owed = await owedAfterRevival(ref);
      expect(openRanges(owed)).toEqual(open);
      for (const message of owed) {
        if (message.kind === "extract")
          expect((await store.jobs.completeRange(ref, accepted(message.range))).kind).toBe("done");
      }
      expect(await store.jobs.read(ref.id)).toMatchObject({
        record: { state: "assembling" },
        owed: [{ kind: "assemble" }],
      });
      const spans = await spansOf(ref);
      expect(spans.reduce((next, { first, count }) => (first === next ? next + count : Number.NaN), 0)).toBe(6);
    });

    it("the halves of a range owes the whole of it anew", async () => {
      const ref = await queuedJob(store);
      await store.jobs.plan(ref, { ...plan, ranges: 1 }, [{ first: 0, count: 6 }], PLANNER);
      for (const token of ["second", "third"]) {
        await store.elapse(store.timing.leaseMs);
        await store.jobs.claim(ref, { first: 0, count: 6 }, holderOf(token, token));
      }
      await store.redis.hdel(`docat:${ref.id}:work`, "3-3");
      expect(openRanges(await owedAfterRevival(ref))).toEqual(["0-3", "3-3"]);
      await store.redis.hdel(`docat:${ref.id}:work`, "0-3", "3-3");
      expect(openRanges(await owedAfterRevival(ref))).toEqual(["0-6"]);
    });

    it("that its last range is home is assembling, and owes that", async () => {
      const ref = await halfReadJob();
      await store.jobs.completeRange(ref, accepted({ first: 4, count: 2 }));
      await store.redis.hset(`docat:${ref.id}:job`, { state: "running" });
      await store.redis.del(`docat:${ref.id}:outbox`);
      expect(await owedAfterRevival(ref)).toEqual([{ ...assembleOf(ref.id), resend: 1 }]);
      expect((await store.jobs.read(ref.id))?.record.state).toBe("assembling");
    });

    it("the pieces of its result does not succeed", async () => {
      const ref = await JOB_IN.assembling(store);
      const [field = ""] = await store.redis.hkeys(`docat:${ref.id}:parts`);
      await store.redis.hdel(`docat:${ref.id}:parts`, field);
      expect(await twice(store, ref.id, () => store.jobs.succeed(ref, manifest))).toEqual({ kind: "lost" });
      expect((await store.jobs.read(ref.id))?.record.state).toBe("assembling");
      expect(await store.redis.exists(`docat:${ref.id}:manifest`)).toBe(0);
    });
  });

  describe("a message that the broker gave up", () => {
    /** Reports the message at the resend that the job is at, and hands its work over anew. */
    async function giveUpAndRevive(ref: JobRef, message: StageMessage, resend: number) {
      const verdict = await twice(store, ref.id, () => store.jobs.giveUp({ ...message, resend }, "msg_1"));
      if (verdict === "done") await store.jobs.revive(ref.id);
      return verdict;
    }

    it("makes its job due at once; several in a row with no step between are too many", async () => {
      const ref = await queuedJob(store);
      for (let n = 0; n < MAX_GIVE_UPS; n++) {
        expect(await giveUpAndRevive(ref, planOf(ref.id), n)).toBe(n + 1 < MAX_GIVE_UPS ? "done" : "exhausted");
      }
      const stalling = await queuedJob(store);
      expect(await store.jobs.giveUp(planOf(stalling.id), "msg_1")).toBe("done");
      expect([await isStalled(stalling), (await store.jobs.listDue(1)).jobs]).toEqual([true, [stalling.id]]);
    });

    it("counts by itself: what the sweep handed over anew does not", async () => {
      const ref = await queuedJob(store);
      for (let n = 0; n < MAX_GIVE_UPS + 1; n++) {
        await store.elapse(store.timing.stallMs * 2 ** n);
        await store.jobs.revive(ref.id);
      }
      expect(await giveUpAndRevive(ref, planOf(ref.id), MAX_GIVE_UPS + 1)).toBe("done");
    });

    it("counts from the last step on", async () => {
      const ref = await runningJob(store);
      for (let n = 0; n < MAX_GIVE_UPS - 1; n++) await giveUpAndRevive(ref, extractOf(ref.id, 0, 3), n);
      await store.jobs.completeRange(ref, accepted(TAIL));
      const verdicts = [];
      for (let n = MAX_GIVE_UPS - 1; n < 2 * MAX_GIVE_UPS - 1; n++) {
        verdicts.push(await giveUpAndRevive(ref, extractOf(ref.id, 0, 3), n));
      }
      expect(verdicts).toEqual([...Array(MAX_GIVE_UPS - 1).fill("done"), "exhausted"]);
    });

    it("counts anew once the document has been planned, which also is a step of its own to be due after", async () => {
      const ref = await queuedJob(store);
      for (let n = 0; n < MAX_GIVE_UPS - 1; n++) await giveUpAndRevive(ref, planOf(ref.id), n);
      await stall();
      await store.jobs.plan(ref, plan, [HEAD, TAIL], PLANNER);
      expect((await store.jobs.read(ref.id))?.stalled).toBe(false);
      expect(await giveUpAndRevive(ref, extractOf(ref.id, 0, 3), MAX_GIVE_UPS - 1)).toBe("done");
    });

    it("counts once with all others of its resend, and not at all once its work has been handed over anew", async () => {
      const ref = await runningJob(store);
      expect(await store.jobs.giveUp(extractOf(ref.id, 0, 3), "msg_1")).toBe("done");
      expect(await store.jobs.giveUp(extractOf(ref.id, 3, 3), "msg_2")).toBe("done");
      await store.jobs.revive(ref.id);
      expect(await store.jobs.giveUp(extractOf(ref.id, 3, 3), "msg_2")).toBe("stale");
      expect(await giveUpAndRevive(ref, extractOf(ref.id, 3, 3), 1)).toBe("done");
    });

    it("is of no account when its range came home all the same", async () => {
      const ref = await runningJob(store);
      await store.jobs.completeRange(ref, accepted(HEAD));
      expect(await twice(store, ref.id, () => store.jobs.giveUp(extractOf(ref.id, 0, 3), "msg_1"))).toBe("stale");
    });

    it("holds its work no longer, its attempt counted; what others hold stays theirs", async () => {
      const ref = await runningJob(store);
      await store.jobs.claim(ref, HEAD, holderOf("gave-up", "msg_1", 3));
      await store.jobs.claim(ref, TAIL, holderOf("alive", "msg_2"));
      await settleAll(ref);
      expect(await giveUpAndRevive(ref, extractOf(ref.id, 0, 3), 0)).toBe("done");
      const owed = (await store.jobs.read(ref.id))?.owed ?? [];
      expect(owed.map(messageName)).toEqual([messageName(extractOf(ref.id, 0, 3))]);
      expect((await store.jobs.claim(ref, HEAD, holderOf("next", "msg_3"))).kind).toBe("claimed");
      expect(await store.redis.hget(`docat:${ref.id}:work`, "0-3")).toMatch(/^2 next /);
      expect((await store.jobs.claim(ref, TAIL, holderOf("next", "msg_4"))).kind).toBe("busy");
    });
  });
});
