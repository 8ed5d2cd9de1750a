/** The contract of idempotency keys in the store: who holds one, which answer is kept, and that no name tells anything. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toProblem } from "../../lib/contracts/problem.ts";
import { DocatError } from "../../lib/errors/docat-error.ts";
import { IDEMPOTENCY_LEASE_MS } from "../../lib/limits/limits.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { ENGINES } from "../support/engines.ts";
import { putDocument } from "../support/job-steps.ts";
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
  twiceForAll,
} from "../support/shared-jobs.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const tooComplex = toProblem(new DocatError("pdf_too_complex"));

describe.each(ENGINES)("The store on the $name", ({ preferServer }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await store.redis.flushdb();
  });

  describe("An idempotency key", () => {
    it("is held by one request, recognised when it is sent again, and free once that failed", async () => {
      const application = newApplication({ once: newOnce("k") });
      const other = { ...application, once: newOnce("k") };
      await twiceForAll(store, async () => ({ ...(await admitted(store.admission, application)), at: 0 }));
      expect(await store.admission.admit(other)).toMatchObject({ kind: "busy" });
      await twiceForAll(store, () => store.admission.giveBack(other));
      expect(await store.admission.admit(other)).toMatchObject({ kind: "busy" });
      await twiceForAll(store, () => store.admission.giveBack(application));
      expect(await store.admission.admit(other)).toMatchObject({ kind: "clear" });
    });

    it("belongs to one body, one operation's and one tenant's", async () => {
      const application = newApplication({ once: newOnce("k") });
      await leadingJob(store, application);
      const again = { ...application, once: newOnce("k") };
      const { source } = application;
      expect(await store.admission.admit(again)).toMatchObject({ kind: "answered" });
      for (const change of [
        { source: newApplication().source },
        { source: { ...source, name: "other.pdf" } },
        { options: { pages: "1" } },
      ]) {
        expect(await store.admission.admit({ ...again, ...change })).toEqual({ kind: "reused" });
      }
      expect(await store.admission.admit({ ...again, tenant: "u" })).toMatchObject({ kind: "clear" });
      const once = { ...newOnce("k"), operation: "POST /v1/others" };
      expect(await store.admission.admit({ ...again, once })).toMatchObject({ kind: "clear" });
    });

    it("keeps the answer of every kind of job", async () => {
      const document = newApplication();
      const once = () => ({ ...document, once: newOnce() });
      const answers = [];
      for (const make of [leadingJob, followingJob]) {
        const application = once();
        const { id } = await make(store, application);
        answers.push([await store.admission.admit(application), id]);
      }
      await bringToResult(store, (await admitted(store.admission, document)).known?.id ?? "");
      const adopting = once();
      answers.push([await store.admission.admit(adopting), null]);
      const { id } = await adoptingJob(store, adopting);
      answers.push([await store.admission.admit(adopting), id]);
      expect(answers).toEqual(
        answers.map(([, job]) => [
          job === null ? expect.objectContaining({ kind: "clear" }) : { kind: "answered", answer: `answer of ${job}` },
          job,
        ]),
      );
    });

    it("keeps an answer that somebody has heard, though the request that made it has failed", async () => {
      const application = newApplication({ once: newOnce("k") });
      await leadingJob(store, application);
      const heard = await store.admission.admit({ ...application, once: newOnce("k") });
      expect(heard).toMatchObject({ kind: "answered" });
      expect(await twiceForAll(store, () => store.admission.giveBack(application))).toBe("heard");
      expect(await store.admission.admit({ ...application, once: newOnce("k") })).toEqual(heard);
    });

    it("makes no job for a request that holds it no longer", async () => {
      const application = newApplication({ once: newOnce("k") });
      const clear = await admitted(store.admission, application);
      await store.admission.giveBack(application);
      const birth = birthOf(application, clear);
      await putDocument(store, birth.record.id);
      expect(await twiceForAll(store, () => store.admission.lead(birth))).toBe("changed");
      const { links, ...job } = birth.record;
      await putDocument(store, job.id);
      const create = () => store.jobs.create({ ...job, ...(links === undefined ? {} : { links }), kept: birth.kept });
      await expect(create()).rejects.toMatchObject({ code: "request_in_progress" });
      expect(await dumpAll(store)).toEqual({});
    });

    it("is held for the length of the lease, and keeps its answer for a day", async () => {
      const application = newApplication({ once: newOnce("k") });
      const clear = await admitted(store.admission, application);
      const key = clear.links.idempotency ?? "";
      expect(await store.redis.pttl(key)).toBeLessThanOrEqual(IDEMPOTENCY_LEASE_MS);
      await leadingJob(store, application);
      expect(await store.redis.ttl(key)).toBeGreaterThan(DEFAULT_RETENTION.idempotencySeconds - 60);
    });
  });

  it("knows all by names that tell nothing of what they name", async () => {
    const application = newApplication({ once: newOnce("canary-key") });
    await leadingJob(store, application);
    for (const key of await store.redis.keys("*")) {
      expect(key).toMatch(
        /^docat:(due|job_[0-9a-f]{32}:[a-z]+|(known|quarantine|idempotency):[0-9a-f]{64}|account:[0-9a-f]{32}:(jobs|live|usage:[\d-]{10}))$/,
      );
      expect(key).not.toContain(application.source.sha256);
    }
    expect(JSON.stringify(await dumpAll(store))).not.toContain("canary-key");
  });
  it("gives every key a time to live", async () => {
    const application = newApplication({ once: newOnce() });
    const leader = await leadingJob(store, application);
    const without = async () => {
      const keys = await store.redis.keys("*");
      const ttls = await Promise.all(keys.map((key) => store.redis.ttl(key)));
      return keys.filter((_, at) => (ttls[at] ?? 0) < 0);
    };
    const follower = await followingJob(store, { ...application, once: newOnce() });
    expect(await without()).toEqual([]);
    await bringToResult(store, leader.id);
    await store.jobs.settleFollower(follower.id, leader.id);
    await adoptingJob(store, { ...application, once: newOnce() });
    expect(await without()).toEqual([]);
    await store.jobs.fail(await leadingJob(store, newApplication()), tooComplex);
    await admitted(store.admission, newApplication({ once: newOnce() }));
    expect(await without()).toEqual([]);
  });
});
