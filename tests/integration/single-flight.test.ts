/** The same document at once: it is read once, and everybody who sent it has a job that ends. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acceptJob, newJobId } from "../../lib/pipeline/accept.ts";
import { cancelJob, deleteJob } from "../../lib/pipeline/end-job.ts";
import { withLeader } from "../../lib/pipeline/followers.ts";
import { sweep } from "../../lib/pipeline/sweep.ts";
import { tendJob } from "../../lib/pipeline/tend.ts";
import { deliverAll } from "../support/deliver-all.ts";
import { ENGINES } from "../support/engines.ts";
import { pdfOfPages } from "../support/pdf-builder.ts";
import {
  createTestPipeline,
  deliver,
  planOf,
  progressOf,
  recordOf,
  type TestPipeline,
  textsOfResult,
} from "../support/test-pipeline.ts";
import { startTestService } from "../support/test-service.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";
import { ended, uploadToNewInstance } from "../support/uploads.ts";

const bytes = new TextEncoder().encode("%PDF-abc");

describe.each(ENGINES)("Twenty uploads of one document at once on the $name", ({ preferServer }) => {
  it("are twenty finished jobs, for one reading of the document", async () => {
    let plans = 0;
    const service = await startTestService({
      preferServer,
      variables: { RETENTION_RESULT_CACHE_SECONDS: "7200" },
      intercept: (path) => {
        if (path === "/api/stages/plan") plans += 1;
        return undefined;
      },
    });
    const pdf = pdfOfPages(3);
    const names = Array.from({ length: 20 }, (_, n) => `upload-${n}.pdf`);
    const jobs = await Promise.all(names.map((name) => uploadToNewInstance(service, { pdf, name })));
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(20);
    for (const [at, { id }] of jobs.entries()) {
      const job = await ended(service, id);
      expect(job).toMatchObject({ status: "succeeded", progress: { pages_done: 3, pages_total: 3 }, error: null });
      const result = JSON.parse(await service.client.getResult(id, "json"));
      expect(result.document.name).toBe(names[at]);
      expect(result.pages).toHaveLength(3);
    }
    await service.platform.idle();
    expect(plans).toBe(1);
    await service.close();
  });
});

describe.each(ENGINES)("Jobs for one document on the $name", ({ preferServer }) => {
  let store: TestStore;
  let deps: TestPipeline;
  beforeEach(async () => {
    store = await openTestStore({ preferServer });
    deps = { ...createTestPipeline(store, { pages: 4, rangePages: 2 }), admission: store.admission };
  });
  afterEach(() => store.close());

  const accept = async (change = {}) => {
    const id = newJobId();
    await acceptJob(deps, { tenant: "t", name: "a.pdf", bytes, options: {}, ...change }, id);
    return id;
  };
  const stateOf = async (id: string) => (await recordOf(deps, id)).state;
  const isOpen = async (id: string) => (await deps.documents.open(id)) !== null;

  it("go on when the first one's message is lost and only a follower is asked for", async () => {
    const [leader, follower] = [await accept(), await accept()];
    deps.published.length = 0;
    await store.elapse(store.timing.stallMs);
    await tendJob(deps, follower);
    expect(deps.published.flat()).toMatchObject([{ ...planOf(leader), resend: 1 }]);
    await deliverAll(deps);
    expect([await stateOf(leader), await stateOf(follower)]).toEqual(["succeeded", "succeeded"]);
  });

  it("cost one message and one document; all end with the first", async () => {
    const [leader, ...followers] = [await accept(), await accept(), await accept({ name: "b.pdf" })];
    expect(deps.published).toMatchObject([[planOf(leader)]]);
    expect(await Promise.all(followers.map(isOpen))).toEqual([false, false]);
    await deliverAll(deps);
    expect(deps.opened.pages.sort()).toEqual([1, 2, 3, 4]);
    for (const id of [leader, ...followers]) {
      expect(await stateOf(id)).toBe("succeeded");
      expect(await textsOfResult(deps, id)).toEqual(["Page 1", "Page 2", "Page 3", "Page 4"]);
    }
  });

  it("fail alike when the document cannot be read", async () => {
    const ids = [await accept({ options: { pages: "9" } }), await accept({ options: { pages: "9-9" } })];
    await deliverAll(deps);
    for (const id of ids) {
      expect(await recordOf(deps, id)).toMatchObject({ state: "failed", error: { code: "pages_out_of_range" } });
    }
  });

  it("are apart for other pages, another tenant, and those who share nothing", async () => {
    await accept();
    for (const change of [{ options: { pages: "1-2" } }, { tenant: "u" }, { shared: false }, { shared: false }]) {
      const before = deps.published.length;
      await accept(change);
      expect(deps.published).toHaveLength(before + 1);
    }
  });

  it("show how far the first is", async () => {
    const leader = await accept();
    await store.elapse(1_000);
    const follower = await accept();
    await deliver(deps, planOf(leader));
    const [, extracts = []] = deps.published;
    for (const message of extracts.slice(0, 1)) await deliver(deps, message);
    const shown = await withLeader(deps, await progressOf(deps, follower));
    expect(shown.record).toMatchObject({ id: follower, state: "running", plan: { pages_selected: 4 } });
    expect(shown.record.started_at).toBeGreaterThanOrEqual(shown.record.created_at);
    expect(shown.parts).toMatchObject([{ range: { count: 2 } }]);
  });

  it("go on when the first is cancelled: one takes its document over, the others follow that one", async () => {
    const [leader, ...followers] = [await accept(), await accept(), await accept()];
    const mark = deps.published.length;
    await cancelJob(deps, leader, "t");
    expect(await isOpen(leader)).toBe(false);
    expect(deps.published.slice(mark)).toHaveLength(1);
    await deliverAll(deps, mark);
    expect(await stateOf(leader)).toBe("cancelled");
    for (const id of followers) {
      expect(await stateOf(id)).toBe("succeeded");
      expect(await textsOfResult(deps, id)).toHaveLength(4);
    }
  });

  it("go on when the first is deleted, and nothing of it is left", async () => {
    const [leader, follower] = [await accept({ name: "canary.pdf" }), await accept()];
    const mark = deps.published.length;
    await deleteJob(deps, leader, "t");
    expect(Object.keys(await store.dump(leader))).toEqual(["deleted"]);
    await deliverAll(deps, mark);
    expect(await stateOf(follower)).toBe("succeeded");
  });

  it("go on when the first one's message cannot be published", async () => {
    const down = { ...deps, queue: { ...deps.queue, publish: () => Promise.reject(new Error("down")) } };
    const leader = newJobId();
    let follower = "";
    // Another upload of the same document comes in between.
    const jobs = {
      ...down.jobs,
      abandon: async (...args: Parameters<typeof down.jobs.abandon>) => {
        follower ||= await accept();
        return down.jobs.abandon(...args);
      },
    };
    const submission = { tenant: "t", name: "a.pdf", bytes, options: {} };
    await expect(acceptJob({ ...down, jobs }, submission, leader)).rejects.toThrow("down");
    expect(await stateOf(leader)).toBe("failed");
    expect(await isOpen(follower)).toBe(true);
    await store.elapse(deps.timing.stallMs);
    await sweep(deps);
    await deliverAll(deps);
    expect(await stateOf(follower)).toBe("succeeded");
  });

  it.each(["succeeds", "fails", "is cancelled"])(
    "are settled by the sweep when nobody did when the first %s",
    async (how) => {
      const [leader, ...followers] = [await accept(), await accept(), await accept()];
      const down = () => Promise.reject(new Error("down"));
      const faulty = { ...deps, jobs: { ...deps.jobs, settleFollower: down } };
      if (how === "is cancelled") await cancelJob(faulty, leader, "t");
      if (how === "fails") await deps.documents.delete(leader);
      await deliver(faulty, planOf(leader));
      for (const message of deps.published[1] ?? []) await deliver(faulty, message);
      for (const message of deps.published[2] ?? []) await deliver(faulty, message);
      expect(await Promise.all(followers.map(stateOf))).toEqual(["queued", "queued"]);
      const mark = deps.published.length;
      await store.elapse(deps.timing.stallMs);
      await sweep(deps);
      await deliverAll(deps, mark);
      const end = how === "fails" ? "failed" : "succeeded";
      expect(await Promise.all(followers.map(stateOf))).toEqual([end, end]);
    },
  );

  it("are settled at once by their owner's question when nobody did", async () => {
    const [leader, follower] = [await accept(), await accept()];
    const down = () => Promise.reject(new Error("down"));
    const faulty = { ...deps, jobs: { ...deps.jobs, settleFollower: down } };
    await deliver(faulty, planOf(leader));
    for (let at = 1; at < deps.published.length; at++) {
      for (const message of deps.published[at] ?? []) await deliver(faulty, message);
    }
    const shown = await withLeader(deps, await progressOf(deps, follower));
    expect(shown.record).toMatchObject({ state: "succeeded", result_of: leader });
  });

  it("wait for a first one that works on, and keep waiting", async () => {
    const [leader, follower] = [await accept(), await accept()];
    await deliver(deps, planOf(leader));
    for (let n = 0; n < 3; n++) {
      await store.elapse(deps.timing.stallMs);
      await sweep(deps);
      expect(await stateOf(follower)).toBe("queued");
    }
    await deliverAll(deps);
    expect(await stateOf(follower)).toBe("succeeded");
  });

  it("end in one state each, however cancelling one and the end of the first race", async () => {
    for (let round = 0; round < 10; round++) {
      const change = { bytes: new TextEncoder().encode(`%PDF-${round}`) };
      const [leader, ...followers] = [await accept(change), await accept(change), await accept(change)];
      const [cancelled = ""] = followers;
      const outcome = cancelJob(deps, cancelled, "t").then(
        () => "cancelled",
        () => "succeeded",
      );
      const mark = deps.published.findIndex((messages) => messages.some(({ job_id }) => job_id === leader));
      const [end] = await Promise.all([outcome, deliverAll(deps, mark)]);
      expect(await stateOf(cancelled)).toBe(end);
      expect(await stateOf(followers[1] ?? "")).toBe("succeeded");
    }
  });
});
