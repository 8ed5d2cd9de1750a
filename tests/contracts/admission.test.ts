/** Admission's contract: what is known of a document and who may know it. Every step may be taken twice. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toProblem } from "../../lib/contracts/problem.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import { DEFAULT_JOB_TIMING } from "../../lib/limits/job-timing.ts";
import { DEFAULT_RETENTION, type Retention } from "../../lib/limits/retention.ts";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { timesToLive } from "../../lib/upstash/keys.ts";
import { createRecentResults } from "../../lib/upstash/recent-results.ts";
import { createRedisAdmission } from "../../lib/upstash/redis-admission.ts";
import { createRedisJobStore } from "../../lib/upstash/redis-job-store.ts";
import { ENGINES } from "../support/engines.ts";
import { plan, RANGES } from "../support/job-fixtures.ts";
import { putDocument } from "../support/job-steps.ts";
import {
  admitted,
  adoptingJob,
  asStored,
  birthOf,
  bringToResult,
  dumpAll,
  leadingJob,
  newApplication,
  newOnce,
  takingKnown,
  twiceForAll,
} from "../support/shared-jobs.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const tooComplex = toProblem(new DocatError("pdf_too_complex"));
const corrupt = toProblem(new DocatError("pdf_corrupt"));

describe.each(ENGINES)("Admission on the $name", ({ preferServer }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.redis.flushdb();
  });

  const knownOf = async (application = newApplication()) => (await admitted(store.admission, application)).known;

  /** The same database as another deployment, or with other settings, sees it. */
  function seenBy(retention: Partial<Retention>, resultVersion = "test") {
    const ttl = timesToLive({ ...DEFAULT_RETENTION, ...retention });
    const settings = { ttl, timing: DEFAULT_JOB_TIMING, vault: store.vault };
    const recent = createRecentResults();
    return {
      admission: createRedisAdmission(store.redis, { ...settings, secret: "secret", resultVersion }, recent),
      jobs: createRedisJobStore(store.redis, settings, recent),
    };
  }

  describe("What is known", () => {
    it("is nothing of a document that nobody has sent; looking leaves nothing behind", async () => {
      const clear = await admitted(store.admission, newApplication());
      expect(clear).toMatchObject({ known: null, quarantine: null });
      expect(Math.abs(clear.at - Date.now())).toBeLessThan(60_000);
      expect(await dumpAll(store)).toEqual({});
    });

    it("is the job at work, then its result with the plan", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      expect(await knownOf(application)).toEqual({ id: leader.id, plan: null });
      await bringToResult(store, leader.id);
      expect(await knownOf(application)).toEqual({ id: leader.id, plan });
    });

    it("is the same for options that ask for the same pages, and for any file name", async () => {
      const application = newApplication({ options: { pages: "3,1-2" } });
      const leader = await leadingJob(store, application);
      const renamed = { ...application.source, name: "other.pdf" };
      expect(await knownOf({ ...application, source: renamed, options: { pages: "1-3" } })).toMatchObject({
        id: leader.id,
      });
      expect(await knownOf({ ...application, options: { pages: "1-4" } })).toBeNull();
      expect(await knownOf({ ...application, options: {} })).toBeNull();
    });

    it("is nothing to another tenant, to another deployment's code, and to a request that shares nothing", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      for (const end of [async () => {}, () => bringToResult(store, leader.id)]) {
        await end();
        expect(await knownOf({ ...application, tenant: "u" })).toBeNull();
        expect(await knownOf({ ...application, shared: false })).toBeNull();
        expect((await admitted(seenBy({}, "later").admission, application)).known).toBeNull();
        expect(await knownOf(application)).not.toBeNull();
      }
    });

    it("is no job that has failed or was cancelled, nor one that shares nothing", async () => {
      const application = newApplication();
      const failed = await leadingJob(store, application);
      await store.jobs.fail({ id: failed.id, epoch: 0 }, corrupt);
      expect(await knownOf(application)).toBeNull();
      const cancelled = await leadingJob(store, application);
      await store.jobs.cancel(cancelled.id);
      expect(await knownOf(application)).toBeNull();
      const { links, at } = await admitted(store.admission, { ...application, shared: false });
      const { tenant, source, options } = application;
      const alone = { id: newJobId(), tenant, source, options, links, createdAt: at };
      await putDocument(store, alone.id);
      await store.jobs.create(alone);
      await bringToResult(store, alone.id);
      expect(await knownOf(application)).toBeNull();
    });

    it("is no result with pages that failed, and none where nothing is cached", async () => {
      const application = newApplication();
      const leader = await leadingJob(store, application);
      await bringToResult(store, leader.id, [2]);
      expect(await knownOf(application)).toBeNull();
      const uncached = { ...store, ...seenBy({ resultCacheSeconds: 0 }) };
      const other = await leadingJob(uncached, application);
      expect(await knownOf(application)).toEqual({ id: other.id, plan: null });
      await bringToResult(uncached, other.id);
      expect(await knownOf(application)).toBeNull();
    });

    it("is no result any more once caching has been switched off", async () => {
      const application = newApplication();
      await bringToResult(store, (await leadingJob(store, application)).id);
      const uncached = seenBy({ resultCacheSeconds: 0 });
      expect((await admitted(uncached.admission, application)).known).toBeNull();
      expect(await knownOf(application)).toBeNull();
    });
  });

  describe("A job that leads", () => {
    it("is made once, as it was announced, and with its answer", async () => {
      const application = newApplication({ once: newOnce() });
      const birth = birthOf(application, await admitted(store.admission, application));
      await putDocument(store, birth.record.id);
      const led = await twiceForAll(store, () => store.admission.lead(birth));
      expect(led).toMatchObject({ owed: [{ kind: "plan", job_id: birth.record.id }] });
      expect((await store.jobs.read(birth.record.id))?.record).toEqual(asStored(birth.record));
      expect(await store.admission.admit(application)).toEqual({ kind: "answered", answer: birth.kept?.answer });
    });

    it("is not made, and its document goes, when somebody else leads meanwhile", async () => {
      const application = newApplication();
      const birth = birthOf(application, await admitted(store.admission, application));
      await leadingJob(store, application);
      await putDocument(store, birth.record.id);
      expect(await twiceForAll(store, () => store.admission.lead(birth))).toBe("changed");
      expect(await store.dump(birth.record.id)).toEqual({});
    });
  });

  describe("A job that takes a result", () => {
    it("has succeeded when it is made, and stores nothing of its own", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      await bringToResult(store, producer.id);
      const clear = await admitted(store.admission, application);
      const birth = birthOf(application, clear, takingKnown(clear));
      expect(await twiceForAll(store, () => store.admission.adopt(birth))).toEqual({ kind: "done" });
      expect((await store.jobs.read(birth.record.id))?.record).toEqual(asStored(birth.record));
      expect(birth.record).toMatchObject({ state: "succeeded", result_of: producer.id, cached: true, plan });
      expect(Object.keys(await store.dump(birth.record.id))).toEqual(["job"]);
    });

    it("keeps it alive for as long as the job itself", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      await bringToResult(store, producer.id);
      const ttl = (name: string) => store.redis.ttl(`docat:${producer.id}:${name}`);
      expect(await ttl("manifest")).toBeGreaterThan(DEFAULT_RETENTION.resultCacheSeconds - 60);
      await store.redis.expire(`docat:${producer.id}:manifest`, 100);
      await store.redis.expire(`docat:${producer.id}:parts`, 100);
      await adoptingJob(store, application);
      for (const name of ["manifest", "parts", "holders"]) {
        expect(await ttl(name)).toBeGreaterThan(DEFAULT_RETENTION.succeededJobSeconds - 60);
      }
    });

    it("is not made when the result is gone, or has gone on to be another job's", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      await bringToResult(store, producer.id);
      const clear = await admitted(store.admission, application);
      await store.redis.del(`docat:${producer.id}:manifest`);
      const adopt = () => store.admission.adopt(birthOf(application, clear, takingKnown(clear)));
      expect(await adopt()).toEqual({ kind: "changed" });
      expect(await knownOf(application)).toBeNull();
      await leadingJob(store, application);
      expect(await adopt()).toEqual({ kind: "changed" });
    });
  });

  describe("What is expected", () => {
    it("is a result that was seen when its job was read, as admission would tell of it", async () => {
      const application = newApplication({ once: newOnce() });
      const producer = await leadingJob(store, application);
      expect(store.admission.expect(application)).toBeNull();
      await bringToResult(store, producer.id);
      expect(store.admission.expect(application)).toBeNull();
      await store.jobs.read(producer.id);
      const again = { ...application, once: newOnce() };
      const expected = store.admission.expect(again);
      const clear = await admitted(store.admission, again);
      expect(expected).toEqual({ ...clear, at: expect.any(Number) });
      expect(Math.abs((expected?.at ?? 0) - clear.at)).toBeLessThan(10_000);
      for (const other of [{ ...again, tenant: "u" }, { ...again, shared: false }, newApplication()]) {
        expect(store.admission.expect(other)).toBeNull();
      }
    });

    it("is the first job's result also where a job was read that shares it", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      await bringToResult(store, producer.id);
      const adopter = await adoptingJob(store, application);
      const elsewhere = seenBy({});
      await elsewhere.jobs.read(adopter.id);
      expect(elsewhere.admission.expect(application)?.known).toEqual({ id: producer.id, plan });
    });

    it("is nothing once that was wrong, nor where no result is given twice", async () => {
      const application = newApplication();
      const producer = await leadingJob(store, application);
      await bringToResult(store, producer.id);
      await store.jobs.read(producer.id);
      const uncached = seenBy({ resultCacheSeconds: 0 });
      await uncached.jobs.read(producer.id);
      expect(uncached.admission.expect(application)).toBeNull();
      const expected = store.admission.expect(application);
      if (expected === null) throw new Error("It was seen.");
      await store.jobs.delete(producer.id);
      const birth = birthOf(application, expected, takingKnown(expected));
      expect(await store.admission.adopt(birth)).toEqual({ kind: "changed" });
      expect(store.admission.expect(application)).toBeNull();
    });
  });

  describe("A document that is too complex", () => {
    it("is refused from then on, whatever the options, to its tenant only", async () => {
      const application = newApplication();
      const first = await leadingJob(store, application);
      await twiceForAll(store, () => store.jobs.fail(first, tooComplex));
      const clear = await admitted(store.admission, { ...application, options: { pages: "1" } });
      expect(clear).toMatchObject({ known: null, quarantine: tooComplex });
      const failed = { state: "failed", error: clear.quarantine, finished_at: clear.at } as const;
      const birth = birthOf(application, clear, failed);
      expect(await twiceForAll(store, () => store.admission.refuse(birth))).toEqual({ kind: "done" });
      expect((await store.jobs.read(birth.record.id))?.record).toEqual(asStored(birth.record));
      expect(Object.keys(await store.dump(birth.record.id))).toEqual(["job"]);
      expect(await admitted(store.admission, { ...application, tenant: "u" })).toMatchObject({ quarantine: null });
    });

    it("is one that failed so as a whole, not for some of its pages, nor for another reason", async () => {
      const some = newApplication({ options: { pages: "1-6" } });
      const running = await leadingJob(store, some);
      await store.jobs.plan({ id: running.id, epoch: 0 }, plan, RANGES, { token: "t", messageId: "m", retried: 0 });
      await store.jobs.fail(running, tooComplex);
      expect((await admitted(store.admission, some)).quarantine).toBeNull();
      const other = newApplication();
      await store.jobs.fail(await leadingJob(store, other), corrupt);
      expect((await admitted(store.admission, other)).quarantine).toBeNull();
    });

    it("makes no job when that has been forgotten meanwhile", async () => {
      const application = newApplication();
      const clear = await admitted(store.admission, application);
      const birth = birthOf(application, clear, { state: "failed", error: tooComplex });
      expect(await twiceForAll(store, () => store.admission.refuse(birth))).toEqual({ kind: "changed" });
      expect(await dumpAll(store)).toEqual({});
    });
  });
});
