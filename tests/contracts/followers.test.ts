/** The contract of jobs that follow another one: they end as it ends, and one goes on when it is abandoned. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toProblem } from "../../lib/contracts/problem.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import type { CancelOutcome, StepOutcome } from "../../lib/jobs/job-store.ts";
import { DEFAULT_JOB_TIMING } from "../../lib/limits/job-timing.ts";
import { MAX_FOLLOWERS } from "../../lib/limits/limits.ts";
import { ENGINES } from "../support/engines.ts";
import { plan } from "../support/job-fixtures.ts";
import {
  admitted,
  asStored,
  birthOf,
  bringToResult,
  followingJob,
  leadingJob,
  newApplication,
  twiceForAll,
} from "../support/shared-jobs.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const corrupt = toProblem(new DocatError("pdf_corrupt"));

describe.each(ENGINES)("Followers on the $name", ({ preferServer }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.redis.flushdb();
  });

  const stateOf = async (id: string) => (await store.jobs.read(id))?.record.state;
  const knownOf = async (application = newApplication()) => (await admitted(store.admission, application)).known;

  describe("A job that follows", () => {
    it("is queued without document or message, and keeps its leader's result when that succeeds", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      const clear = await admitted(store.admission, application);
      const birth = birthOf(application, clear, { leader: leader.id });
      expect(await twiceForAll(store, () => store.admission.follow(birth))).toBe("done");
      const { id } = birth.record;
      expect((await store.jobs.read(id))?.record).toEqual(asStored(birth.record));
      expect(Object.keys(await store.dump(id)).sort()).toEqual(["due", "job"]);
      expect(await twiceForAll(store, () => store.jobs.settleFollower(id, leader.id))).toEqual({ kind: "waits" });
      expect(await bringToResult(store, leader.id)).toEqual({ kind: "done", owed: [], followers: [id] });
      expect(await twiceForAll(store, () => store.jobs.settleFollower(id, leader.id))).toEqual({ kind: "ended" });
      const record = (await store.jobs.read(id))?.record;
      expect(record).toMatchObject({ state: "succeeded", plan, result_of: leader.id, error: null });
      expect(record?.leader).toBeUndefined();
      expect(record?.cached).toBeUndefined();
      expect(await store.redis.smembers(`docat:${leader.id}:followers`)).toEqual([]);
    });

    it("joins a set that lives no longer than the job for which it waits", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      await store.redis.expire(`docat:${leader.id}:job`, 100);
      await followingJob(store, application);
      const left = await store.redis.ttl(`docat:${leader.id}:followers`);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(100);
    });

    it("fails as its leader fails", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      const follower = await followingJob(store, application);
      const failed = await twiceForAll(store, () => store.jobs.fail(leader, corrupt));
      expect(failed).toMatchObject({ followers: [follower.id] });
      expect(await twiceForAll(store, () => store.jobs.settleFollower(follower.id, leader.id))).toEqual({
        kind: "ended",
      });
      expect((await store.jobs.read(follower.id))?.record).toMatchObject({ state: "failed", error: corrupt });
    });

    it.each(["cancelled", "abandoned"])(
      "goes on itself when its leader is %s, and the others follow it",
      async (how) => {
        const application = newApplication();
        const leader = await leadingJob(store, application);
        const [first, second] = [await followingJob(store, application), await followingJob(store, application)];
        const end = (): Promise<StepOutcome | CancelOutcome> =>
          how === "cancelled" ? store.jobs.cancel(leader.id) : store.jobs.abandon(leader, corrupt);
        const outcome = await twiceForAll(store, end);
        expect("followers" in outcome ? [...(outcome.followers ?? [])].sort() : []).toEqual(
          [first.id, second.id].sort(),
        );
        const settle = (id: string, heir?: string) => store.jobs.settleFollower(id, leader.id, heir);
        const leads = await twiceForAll(store, () => settle(first.id));
        expect(leads).toMatchObject({ kind: "leads", owed: [{ kind: "plan", job_id: first.id, epoch: 0 }] });
        expect(await store.documents.open(first.id)).not.toBeNull();
        expect(await store.documents.open(leader.id)).toBeNull();
        expect(await knownOf(application)).toEqual({ id: first.id, plan: null });
        expect(await twiceForAll(store, () => settle(second.id))).toEqual({ kind: "heir", leader: first.id });
        const follows = await twiceForAll(store, () => settle(second.id, first.id));
        expect(follows).toEqual({ kind: "follows", leader: first.id });
        expect((await store.jobs.read(second.id))?.record.leader).toBe(first.id);
        expect(await bringToResult(store, first.id)).toMatchObject({ followers: [second.id] });
        expect(await store.jobs.settleFollower(second.id, first.id)).toEqual({ kind: "ended" });
        expect([await stateOf(first.id), await stateOf(second.id)]).toEqual(["succeeded", "succeeded"]);
        expect(await stateOf(leader.id)).toBe(how === "cancelled" ? "cancelled" : "failed");
      },
    );

    it("fails as lost when its leader is gone, or was abandoned and left no document", async () => {
      const application = newApplication();
      const gone = await leadingJob(store, application);
      const orphan = await followingJob(store, application);
      await store.redis.del(`docat:${gone.id}:job`);
      expect(await twiceForAll(store, () => store.jobs.settleFollower(orphan.id, gone.id))).toEqual({ kind: "ended" });
      const other = newApplication();
      const cancelled = await leadingJob(store, other);
      const left = await followingJob(store, other);
      await store.jobs.cancel(cancelled.id);
      await store.documents.delete(cancelled.id);
      expect(await twiceForAll(store, () => store.jobs.settleFollower(left.id, cancelled.id))).toEqual({
        kind: "ended",
      });
      for (const { id } of [orphan, left]) {
        expect((await store.jobs.read(id))?.record).toMatchObject({
          state: "failed",
          error: { code: "document_lost" },
        });
      }
    });

    it("ends alone when it is cancelled, and nothing brings it back", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      const follower = await followingJob(store, application);
      expect(await twiceForAll(store, () => store.jobs.cancel(follower.id))).toEqual({ kind: "cancelled" });
      expect(await bringToResult(store, leader.id)).toEqual({ kind: "done", owed: [] });
      expect(await twiceForAll(store, () => store.jobs.settleFollower(follower.id, leader.id))).toEqual({
        kind: "ended",
      });
      expect([await stateOf(leader.id), await stateOf(follower.id)]).toEqual(["succeeded", "cancelled"]);
    });

    it("leaves no document behind when the last one of a cancelled leader goes too", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      const followers = [await followingJob(store, application), await followingJob(store, application)];
      await store.jobs.cancel(leader.id);
      expect(await store.documents.open(leader.id)).not.toBeNull();
      for (const { id } of followers) await store.jobs.cancel(id);
      expect(await store.documents.open(leader.id)).toBeNull();
    });

    it("is owed nothing when it stalls; it is to be settled, and fails past its own deadline", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      await store.elapse(DEFAULT_JOB_TIMING.deadlineMs / 2);
      const follower = await followingJob(store, application);
      expect(await store.jobs.revive(follower.id)).toEqual({ kind: "fresh" });
      await store.elapse(DEFAULT_JOB_TIMING.deadlineMs / 2);
      expect(await store.jobs.revive(leader.id)).toMatchObject({ kind: "overdue" });
      expect(await twiceForAll(store, () => store.jobs.revive(follower.id))).toEqual({
        kind: "follows",
        leader: leader.id,
      });
      await store.elapse(DEFAULT_JOB_TIMING.deadlineMs / 2);
      expect(await store.jobs.revive(follower.id)).toMatchObject({ kind: "overdue" });
    });

    it("finds no place behind a leader past its deadline, or with a hundred behind it", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      for (let n = 0; n < MAX_FOLLOWERS; n++) await followingJob(store, application);
      const follow = async () => {
        const clear = await admitted(store.admission, application);
        return store.admission.follow(birthOf(application, clear, { leader: leader.id }));
      };
      expect(await twiceForAll(store, follow)).toBe("full");
      await store.jobs.cancel((await store.redis.smembers(`docat:${leader.id}:followers`))[0] ?? "");
      expect(await follow()).toBe("done");
    });

    it("is not made when the job is at work no longer; a job that is known by mistake is known no longer", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      const birth = birthOf(application, await admitted(store.admission, application), { leader: leader.id });
      await bringToResult(store, leader.id);
      expect(await twiceForAll(store, () => store.admission.follow(birth))).toBe("changed");
      const other = newApplication();
      const lost = await leadingJob(store, other);
      const late = birthOf(other, await admitted(store.admission, other), { leader: lost.id });
      await store.redis.del(`docat:${lost.id}:job`);
      expect(await twiceForAll(store, () => store.admission.follow(late))).toBe("changed");
      expect(await knownOf(other)).toBeNull();
    });
  });
});
