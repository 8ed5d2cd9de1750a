/** Looking after jobs: the sweep, a status request, and what the broker gave up. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { MAX_GIVE_UPS } from "../../../lib/limits/job-timing.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { cancelJob } from "../../../lib/pipeline/end-job.ts";
import { sweep } from "../../../lib/pipeline/sweep.ts";
import { tendJob, tendUndeliverable } from "../../../lib/pipeline/tend.ts";
import { deliverToMortals } from "../../support/mortal-functions.ts";
import {
  acceptDocument,
  createTestPipeline,
  deliver,
  expectPublished,
  extractOf,
  owedBy,
  planOf,
  progressOf,
  recordOf,
  type TestPipeline,
  textsOfResult,
} from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

let store: TestStore;
let deps: TestPipeline;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.redis.flushdb();
  deps = createTestPipeline(store, { pages: 5, rangePages: 2 });
});

const refuse = () => Promise.reject(new DocatError("queue_unavailable"));
const queueDown = { publish: refuse, publishAfter: refuse, cancel: async () => {} };
const stall = () => store.elapse(store.timing.stallMs);
const resent = (message: ReturnType<typeof extractOf>, resend = 1) => ({ ...message, resend });

/** A job whose message the broker has taken and lost. */
async function lostJob(): Promise<string> {
  const id = newJobId();
  await acceptDocument(deps, id);
  return id;
}

/** The same, planned: its ranges are lost. */
async function lostRanges(): Promise<string> {
  const id = await lostJob();
  await deliver(deps, planOf(id));
  deps.published.length = 0;
  return id;
}

describe("A sweep", () => {
  it("leaves jobs alone whose steps are not long ago, and those that have ended", async () => {
    const ended = await lostJob();
    await cancelJob(deps, ended, "t");
    await stall();
    await lostJob();
    expect(await sweep(deps)).toEqual({ due: 0, revived: 0, ended: 0, errors: 0 });
    expect(deps.published).toEqual([]);
  });

  it("hands over anew what the broker took and lost, at every stage, until the job ends", async () => {
    const id = await lostJob();
    await stall();
    expect(await sweep(deps)).toEqual({ due: 1, revived: 1, ended: 0, errors: 0 });
    expectPublished(deps, [{ ...planOf(id), resend: 1 }]);
    expect(await owedBy(deps, id)).toEqual([]);
    await deliver(deps, { ...planOf(id), resend: 1 });
    deps.published.length = 0;
    await deliver(deps, extractOf(id, 2, 2));
    await stall();
    expect(await sweep(deps)).toMatchObject({ due: 1, revived: 1 });
    expectPublished(deps, [resent(extractOf(id, 0, 2), 2), resent(extractOf(id, 4, 1), 2)]);
    for (const message of deps.published.splice(0).flat()) await deliver(deps, message);
    deps.published.length = 0;
    await stall();
    expect(await sweep(deps)).toMatchObject({ due: 1, revived: 1 });
    expectPublished(deps, [{ ...planOf(id), kind: "assemble", resend: 3 }]);
    await deliver(deps, { ...planOf(id), kind: "assemble", resend: 3 });
    expect(await textsOfResult(deps, id)).toEqual([1, 2, 3, 4, 5].map((number) => `Page ${number}`));
    await stall();
    expect(await sweep(deps)).toMatchObject({ due: 0 });
  });

  it("finds what could not be published still owed, and publishes it", async () => {
    const id = await lostRanges();
    await stall();
    const away = { ...deps, queue: queueDown };
    expect(await sweep(away)).toEqual({ due: 1, revived: 0, ended: 0, errors: 1 });
    expect(await owedBy(deps, id)).toHaveLength(3);
    await stall();
    expect(await sweep(deps)).toMatchObject({ due: 1, revived: 1 });
    expect(deps.published.flat()).toHaveLength(3);
  });

  it("ends what is past its deadline, whatever state it is in, and tells the operator", async () => {
    const ids = [await lostJob(), await lostRanges()];
    await store.elapse(store.timing.deadlineMs);
    expect(await sweep(deps)).toEqual({ due: 2, revived: 0, ended: 2, errors: 0 });
    for (const id of ids) {
      expect(await recordOf(deps, id)).toMatchObject({
        state: "failed",
        error: { code: "deadline_exceeded", status: 504, retryable: true },
      });
      expect(await deliver(deps, planOf(id))).toBe("stale");
    }
    expect(deps.logged.map(({ event }) => event)).toEqual(["job.failed", "job.failed"]);
    expect(await sweep(deps)).toMatchObject({ due: 0 });
  });

  it("does not let one job's trouble be another's", async () => {
    const [first, broken, last] = [await lostJob(), await lostJob(), await lostJob()];
    await stall();
    const fault = new DocatError("store_unavailable");
    const revive: typeof deps.jobs.revive = (id) => (id === broken ? Promise.reject(fault) : deps.jobs.revive(id));
    const faulty = { ...deps, jobs: { ...deps.jobs, revive } };
    expect(await sweep(faulty)).toEqual({ due: 3, revived: 2, ended: 0, errors: 1 });
    expect(deps.logged).toEqual([{ event: "sweep.job_failed", error: fault }]);
    const published = deps.published.flat().map(({ job_id }) => job_id);
    expect(published.sort()).toEqual([first, last].sort());
    expect(await sweep(deps)).toMatchObject({ due: 1, revived: 1 });
    expect(deps.published.at(-1)).toEqual([{ ...planOf(broken), resend: 1 }]);
  });

  it("meets a job whose record cannot be read without harm to others", async () => {
    const [damaged, other] = [await lostJob(), await lostJob()];
    await store.redis.hset(`docat:${damaged}:outbox`, { "plan-0": "no JSON" });
    await store.redis.hset(`docat:${damaged}:job`, { due_at: "9999999999999" });
    await stall();
    expect(await sweep(deps)).toMatchObject({ due: 2, revived: 1, errors: 1 });
    expect(deps.published.flat()).toEqual([{ ...planOf(other), resend: 1 }]);
  });
});

describe("A job that is asked for", () => {
  it("while it is stalled is helped on, once", async () => {
    const id = await lostJob();
    await deps.jobs.settle(id, [planOf(id)]);
    expect(await tendJob(deps, id)).toBe("stale");
    await stall();
    expect((await progressOf(deps, id)).stalled).toBe(true);
    expect(await tendJob(deps, id)).toBe("done");
    expect((await progressOf(deps, id)).stalled).toBe(false);
    expect(await tendJob(deps, id)).toBe("stale");
    expectPublished(deps, [{ ...planOf(id), resend: 1 }]);
  });

  it("past its deadline is ended", async () => {
    const id = await lostRanges();
    await store.elapse(store.timing.deadlineMs);
    expect((await progressOf(deps, id)).stalled).toBe(true);
    expect(await tendJob(deps, id)).toBe("failed");
    expect((await progressOf(deps, id)).stalled).toBe(false);
  });

  it("and is none is gone", async () => {
    expect(await tendJob(deps, newJobId())).toBe("gone");
  });
});

describe("A message that the broker gave up", () => {
  it("is handed over anew at once, and its job goes on", async () => {
    const id = await lostRanges();
    expect(await tendUndeliverable(deps, extractOf(id, 0, 2), "msg_1")).toBe("left");
    const messages = [extractOf(id, 0, 2), extractOf(id, 2, 2), extractOf(id, 4, 1)].map((one) => resent(one));
    expectPublished(deps, messages);
    expect(await deliverToMortals(deps, [])).toBe(0);
    expect((await recordOf(deps, id)).state).toBe("succeeded");
  });

  it("with others of its time is handed over once with them", async () => {
    const id = await lostRanges();
    expect(await tendUndeliverable(deps, extractOf(id, 0, 2), "msg_1")).toBe("left");
    expect(await tendUndeliverable(deps, extractOf(id, 2, 2), "msg_2")).toBe("stale");
    expect(deps.published).toHaveLength(1);
  });

  it("again and again fails its job, and says at which stage", async () => {
    const id = await lostRanges();
    for (let resend = 0; resend < MAX_GIVE_UPS; resend++) {
      const outcome = await tendUndeliverable(deps, { ...extractOf(id, 0, 2), resend }, `msg_${resend}`);
      expect(outcome).toBe(resend + 1 < MAX_GIVE_UPS ? "left" : "failed");
    }
    expect(await recordOf(deps, id)).toMatchObject({
      state: "failed",
      error: { code: "stage_failed", detail: 'The stage "extract" failed at every attempt.', retryable: true },
    });
    expect(deps.logged.map(({ event }) => event)).toEqual(["job.failed"]);
  });

  it("whose report comes again because the broker was away is not forgotten: the sweep finds its job", async () => {
    const id = await lostRanges();
    const away = { ...deps, queue: queueDown };
    await expect(tendUndeliverable(away, extractOf(id, 0, 2), "msg_1")).rejects.toMatchObject({
      code: "queue_unavailable",
    });
    expect(await tendUndeliverable(deps, extractOf(id, 0, 2), "msg_1")).toBe("stale");
    await stall();
    expect(await sweep(deps)).toMatchObject({ revived: 1 });
    expect(deps.published.flat()).toHaveLength(3);
  });

  it("does nothing to a job that has ended, is gone or has another epoch", async () => {
    const id = await lostJob();
    expect(await tendUndeliverable(deps, planOf(newJobId()), "msg_1")).toBe("gone");
    expect(await tendUndeliverable(deps, { ...planOf(id), epoch: 1 }, "msg_1")).toBe("stale");
    await cancelJob(deps, id, "t");
    expect(await tendUndeliverable(deps, planOf(id), "msg_1")).toBe("stale");
    expect(deps.published).toEqual([]);
  });
});
