/** What deleting a job removes where jobs share a result, and what stays for the others. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ENGINES } from "../support/engines.ts";
import { plan } from "../support/job-fixtures.ts";
import {
  admitted,
  adoptingJob,
  birthOf,
  bringToResult,
  dumpAll,
  followingJob,
  leadingJob,
  newApplication,
  newOnce,
  takingKnown,
  twiceForAll,
} from "../support/shared-jobs.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

describe.each(ENGINES)("The store on the $name", ({ preferServer }) => {
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

  describe("Deleting", () => {
    const idsIn = async (id: string) =>
      Object.entries(await dumpAll(store))
        // That there was a job stays in its account's log.
        .filter(([key]) => !/^docat:account:[0-9a-f]+:(log|entries)$/.test(key))
        .filter(([key, value]) => !key.endsWith(":deleted") && `${key} ${JSON.stringify(value)}`.includes(id))
        .map(([key]) => key);

    it("a producer leaves its result to those who share it, and to nobody new; the last one takes it along", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      const follower = await followingJob(store, application);
      await bringToResult(store, producer.id);
      await store.jobs.settleFollower(follower.id, producer.id);
      const adopter = await adoptingJob(store, application);
      await twiceForAll(store, () => store.jobs.delete(producer.id));
      expect(await knownOf(application)).toBeNull();
      expect(Object.keys(await store.dump(producer.id)).sort()).toEqual(["deleted", "holders", "manifest", "parts"]);
      await twiceForAll(store, () => store.jobs.delete(follower.id));
      expect(Object.keys(await store.dump(producer.id)).sort()).toEqual(["deleted", "holders", "manifest", "parts"]);
      await twiceForAll(store, () => store.jobs.delete(adopter.id));
      for (const { id } of [producer, follower, adopter]) expect(await idsIn(id)).toEqual([]);
      expect(JSON.stringify(await dumpAll(store))).not.toContain("canary");
    });

    it("a producer leaves its result to one that followed it, for as long as that one lives", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      const follower = await followingJob(store, application);
      await bringToResult(store, producer.id);
      const result = [`docat:${producer.id}:parts`, `docat:${producer.id}:manifest`] as const;
      for (const key of result) await store.redis.expire(key, 100);
      await store.jobs.settleFollower(follower.id, producer.id);
      for (const key of result) expect(await store.redis.ttl(key)).toBeGreaterThan(100);
      await store.jobs.delete(producer.id);
      expect(await store.redis.exists(...result)).toBe(2);
      await store.jobs.delete(follower.id);
      expect(await store.redis.exists(...result)).toBe(0);
    });

    it("a producer leaves its result no longer than the last one lives that shares it", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      await bringToResult(store, producer.id);
      const adopter = await adoptingJob(store, application);
      const result = [`docat:${producer.id}:parts`, `docat:${producer.id}:manifest`] as const;
      for (const key of result) await store.redis.expire(key, 500_000);
      await store.jobs.delete(producer.id);
      const lifetime = await store.redis.ttl(`docat:${adopter.id}:job`);
      for (const key of result) expect(await store.redis.ttl(key)).toBeLessThanOrEqual(lifetime + 1);
    });

    it("one that shares leaves the producer its result, and others the chance to take it", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      await bringToResult(store, producer.id);
      const adopter = await adoptingJob(store, application);
      await store.jobs.delete(adopter.id);
      expect(await idsIn(adopter.id)).toEqual([]);
      expect(await knownOf(application)).toEqual({ id: producer.id, plan });
      await store.jobs.delete(producer.id);
      expect(await idsIn(producer.id)).toEqual([]);
      expect(await knownOf(application)).toBeNull();
    });

    it("the last one that shares a result whose own job has expired removes it from the cache too", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      await bringToResult(store, producer.id);
      await store.redis.del(`docat:${producer.id}:job`);
      const adopters = [await adoptingJob(store, application), await adoptingJob(store, application)];
      for (const { id } of adopters) {
        expect(await knownOf(application)).not.toBeNull();
        await store.jobs.delete(id);
      }
      expect(await knownOf(application)).toBeNull();
      expect(await store.redis.exists(`docat:${producer.id}:parts`, `docat:${producer.id}:manifest`)).toBe(0);
    });

    it("waits for those who follow, and does nothing until they are settled", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      const follower = await followingJob(store, application);
      expect(await twiceForAll(store, () => store.jobs.delete(leader.id))).toEqual({ waiting: [follower.id] });
      expect(await stateOf(leader.id)).toBe("queued");
      await store.jobs.cancel(leader.id);
      await store.jobs.settleFollower(follower.id, leader.id);
      expect(await store.jobs.delete(leader.id)).toEqual({ deletedAt: expect.any(Number) });
      expect(await stateOf(follower.id)).toBe("queued");
    });

    it("a follower leaves no trace with its leader", async () => {
      const application = newApplication();
      await leadingJob(store, application);
      const follower = await followingJob(store, application);
      await twiceForAll(store, () => store.jobs.delete(follower.id));
      expect(await idsIn(follower.id)).toEqual([]);
    });

    it("forgets the answer to the job's request, and not that of another job with the same key", async () => {
      const application = newApplication({ once: newOnce("k") });
      const first = await leadingJob(store, application);
      await store.jobs.delete(first.id);
      const again = { ...application, once: newOnce("k") };
      const second = await leadingJob(store, again);
      await store.jobs.delete(first.id);
      expect(await store.admission.admit(again)).toEqual({ kind: "answered", answer: `answer of ${second.id}` });
    });

    it("makes no job again that was deleted, though its making be sent once more", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      await bringToResult(store, producer.id);
      const clear = await admitted(store.admission, application);
      const birth = birthOf(application, clear, takingKnown(clear));
      await store.admission.adopt(birth);
      await store.jobs.delete(birth.record.id);
      expect(await store.admission.adopt(birth)).toEqual({ kind: "changed" });
      expect(await store.jobs.read(birth.record.id)).toBeNull();
    });
  });
});
