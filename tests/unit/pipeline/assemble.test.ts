/** The stage `assemble`: the end of a job, or the loss of one of its parts. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { toProblem } from "../../../lib/contracts/problem.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { cancelJob } from "../../../lib/pipeline/end-job.ts";
import { openResult } from "../../../lib/pipeline/read-result.ts";
import {
  acceptDocument,
  assembleOf,
  createTestPipeline,
  deliver,
  extractOf,
  planOf,
  recordOf,
  type TestPipeline,
  textsOfResult,
} from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

let store: TestStore;
let deps: TestPipeline;
let id: string;
const record = () => recordOf(deps, id);
const assemble = () => assembleOf(id);

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

/** A job of five pages in ranges of two, all of them home. */
beforeEach(async () => {
  id = newJobId();
  deps = createTestPipeline(store, { pages: 5, rangePages: 2 });
  await acceptDocument(deps, id);
  await deliver(deps, planOf(id));
  for (const first of [4, 0, 2]) await deliver(deps, extractOf(id, first, first === 4 ? 1 : 2));
});

describe("Assembling", () => {
  it("ends the job with a result of all pages in order, and a receipt that counts them", async () => {
    expect(await deliver(deps, assemble())).toBe("done");
    const job = await record();
    expect(job).toMatchObject({ state: "succeeded", error: null });
    const result = await openResult(deps.results, job);
    expect(result.frame).toMatchObject({
      document: {
        name: "a.pdf",
        title: "Title",
        pages_total: 5,
        pdf_version: "1.7",
        outline: [{ title: "Chapter", level: 1, page: 1 }],
        attachments: [],
      },
      receipt: { engine: "memory-1", pages_selected: 5, pages_extracted: 5, pages_empty: [], characters: 30 },
    });
    expect(await textsOfResult(deps, id)).toEqual(["Page 1", "Page 2", "Page 3", "Page 4", "Page 5"]);
  });

  it("opens no document", async () => {
    const before = deps.opened.documents;
    await deps.documents.delete(id);
    expect(await deliver(deps, assemble())).toBe("done");
    expect(deps.opened.documents).toBe(before);
  });

  it("fails the job when a part has expired", async () => {
    const results = { ...deps.results, getSummaries: async () => [] };
    expect(await deliver({ ...deps, results }, assemble())).toBe("failed");
    expect(await record()).toMatchObject({
      state: "failed",
      error: { code: "document_lost", detail: "A part of the result has expired.", retryable: false },
    });
  });

  it("fails the job when none of its pages could be read", async () => {
    const lost = async (...args: Parameters<typeof deps.results.getSummaries>) =>
      (await deps.results.getSummaries(...args)).map((range) => ({
        ...range,
        pages: range.pages.map((page) => ({ ...page, failed: true })),
      }));
    const results = { ...deps.results, getSummaries: lost };
    expect(await deliver({ ...deps, results }, assemble())).toBe("failed");
    expect((await record())?.error).toMatchObject({
      code: "pdf_corrupt",
      detail: "None of its pages could be read.",
    });
  });

  it("leaves the job as it is when the store is away, and ends it at the next delivery", async () => {
    const results = { ...deps.results, getSummaries: () => Promise.reject(new DocatError("store_unavailable")) };
    await expect(deliver({ ...deps, results }, assemble())).rejects.toMatchObject({ code: "store_unavailable" });
    expect((await record())?.state).toBe("assembling");
    expect(await deliver(deps, assemble())).toBe("done");
  });

  it("changes nothing at a repeated delivery", async () => {
    await deliver(deps, assemble());
    const before = [await record(), await deps.results.getManifest(id)];
    expect(await deliver(deps, assemble())).toBe("stale");
    expect([await record(), await deps.results.getManifest(id)]).toEqual(before);
  });
});

describe("A result", () => {
  const refusal = async () => {
    const result = openResult(deps.results, await record());
    return result.then(() => null).catch((error: unknown) => error);
  };

  it("is not ready before the job's end, and says when to ask again", async () => {
    expect(await refusal()).toMatchObject({ code: "result_not_ready", status: 409, retryAfterSeconds: 1 });
  });

  it("of a job that failed by a fault of ours is a refusal for good, which names the fault", async () => {
    await deps.jobs.fail({ id, epoch: 0 }, toProblem(new DocatError("stage_failed")));
    const detail = expect.stringContaining("stage_failed");
    expect(await refusal()).toMatchObject({ code: "job_failed", status: 409, retryable: false, detail });
  });

  it("of a job whose document is at fault is the document's own error", async () => {
    await deps.jobs.fail({ id, epoch: 0 }, toProblem(new DocatError("pdf_corrupt", { detail: "No trailer." })));
    expect(await refusal()).toMatchObject({ code: "pdf_corrupt", status: 422, detail: "No trailer." });
  });

  it("of a cancelled job is none", async () => {
    await cancelJob(deps, id, "t");
    expect(await refusal()).toMatchObject({ code: "job_cancelled", status: 409 });
  });

  it.each(["getManifest", "getPart"] as const)("has expired when %s finds nothing", async (lost) => {
    await deliver(deps, assemble());
    deps = { ...deps, results: { ...deps.results, [lost]: async () => null } };
    expect(await refusal()).toMatchObject({ code: "result_expired", status: 410 });
  });

  it("breaks off when a part goes while it is read, and never skips pages", async () => {
    await deliver(deps, assemble());
    const job = await record();
    const getPart: typeof deps.results.getPart = async (jobId, ref) =>
      ref.range.first === 2 ? null : deps.results.getPart(jobId, ref);
    const result = await openResult({ ...deps.results, getPart }, job);
    const read: number[] = [];
    const reading = (async () => {
      for await (const page of result.pages) read.push(page.number);
    })();
    await expect(reading).rejects.toMatchObject({ code: "result_expired" });
    expect(read).toEqual([1, 2]);
  });
});
