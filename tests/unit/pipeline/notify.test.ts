/** The stage after a job's end: every way out is asked until each has done its part; and whoever ends a job hands it over. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { NotifyMessage } from "../../../lib/contracts/after-message.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { AFTER_GRACE_MS } from "../../../lib/limits/job-timing.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { cancelJob } from "../../../lib/pipeline/end-job.ts";
import { notifyStage, type WayOut } from "../../../lib/pipeline/notify.ts";
import { sweep } from "../../../lib/pipeline/sweep.ts";
import { AFTER_KEY } from "../../../lib/upstash/keys.ts";
import {
  acceptDocument,
  assembleOf,
  createTestPipeline,
  deliver,
  planOf,
  type TestPipeline,
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
  deps = createTestPipeline(store, { pages: 1, rangePages: 4 });
});

/** A job whose end is to be told. */
async function newJob(): Promise<{ readonly id: string; readonly notice: NotifyMessage }> {
  const id = newJobId();
  await acceptDocument(deps, id);
  await store.redis.hset(`docat:${id}:job`, { told: "1" });
  return { id, notice: { v: 1, kind: "notify", job_id: id } };
}

const owed = () => store.redis.zcard(AFTER_KEY);
const way = (tell: WayOut["tell"]): WayOut => ({ name: "test", tell });

describe("Whoever ends a job", () => {
  it("hands over that it is told of, when it succeeds", async () => {
    const { id, notice } = await newJob();
    await deliver(deps, planOf(id));
    expect(deps.told).toEqual([{ message: notice }]);
    expect(await deliver(deps, assembleOf(id))).toBe("stale");
  });

  it("when it is cancelled, and takes back only what the job itself owed", async () => {
    const { id, notice } = await newJob();
    await cancelJob(deps, id, "t");
    expect(deps.told).toEqual([{ message: notice }]);
    expect(deps.dropped).toEqual([id]);
  });

  it("does so for nobody where nobody wants to hear of it", async () => {
    const id = newJobId();
    await acceptDocument(deps, id);
    await deliver(deps, planOf(id));
    expect(deps.told).toEqual([]);
  });

  it("ends it all the same when the broker takes nothing; the sweep hands it over until it is done", async () => {
    const { id, notice } = await newJob();
    const down = { ...deps.queue, publishAfter: () => Promise.reject(new DocatError("queue_unavailable")) };
    await cancelJob({ ...deps, queue: down }, id, "t");
    await sweep(deps);
    expect(deps.told).toEqual([]);
    await store.elapse(AFTER_GRACE_MS);
    await sweep({ ...deps, queue: down });
    await sweep(deps);
    await sweep(deps);
    const [{ message } = { message: notice }, ...more] = deps.told;
    expect([message, more]).toEqual([{ ...notice, resend: expect.any(Number) }, []]);
    await store.elapse(AFTER_GRACE_MS);
    await sweep(deps);
    expect(deps.told).toHaveLength(2);
    expect(deps.told[1]?.message.resend).not.toBe(message.resend);
    await notifyStage({ ...deps, ways: [] }, message as NotifyMessage);
    await store.elapse(AFTER_GRACE_MS);
    await sweep(deps);
    expect(deps.told).toHaveLength(2);
  });
});

describe("The stage", () => {
  it("asks every way, and is done when all have done their part", async () => {
    const { id, notice } = await newJob();
    await cancelJob(deps, id, "t");
    const told: string[] = [];
    const ways = ["a", "b"].map((name) => way(async (job) => void told.push(`${name} ${job.id} ${job.state}`)));
    expect(await notifyStage({ ...deps, ways }, notice)).toBe("done");
    expect([told, await owed()]).toEqual([[`a ${id} cancelled`, `b ${id} cancelled`], 0]);
  });

  it("asks nobody once that was done, although the broker has not heard of it", async () => {
    const { id, notice } = await newJob();
    await cancelJob(deps, id, "t");
    let asked = 0;
    const ways = [way(async () => void asked++)];
    expect(await notifyStage({ ...deps, ways }, notice)).toBe("done");
    expect(await notifyStage({ ...deps, ways }, { ...notice, resend: 5 })).toBe("stale");
    expect(asked).toBe(1);
  });

  it("asks all again when one could not, whatever became of the others", async () => {
    const { id, notice } = await newJob();
    await cancelJob(deps, id, "t");
    let asked = 0;
    const ways = [way(() => Promise.reject(new DocatError("store_unavailable"))), way(async () => void asked++)];
    await expect(notifyStage({ ...deps, ways }, notice)).rejects.toMatchObject({ code: "store_unavailable" });
    expect([asked, await owed()]).toEqual([1, 1]);
    expect(deps.logged).toMatchObject([{ event: "notify.failed" }]);
  });

  it("tells nobody of a job that is gone, and is done with it", async () => {
    const { id, notice } = await newJob();
    await cancelJob(deps, id, "t");
    await store.redis.del(`docat:${id}:job`);
    const ways = [way(() => Promise.reject(new Error("It was asked.")))];
    expect(await notifyStage({ ...deps, ways }, notice)).toBe("gone");
    expect(await owed()).toBe(0);
  });

  it("does nothing for one that has not ended", async () => {
    const { notice } = await newJob();
    const ways = [way(() => Promise.reject(new Error("It was asked.")))];
    expect(await notifyStage({ ...deps, ways }, notice)).toBe("stale");
  });
});
