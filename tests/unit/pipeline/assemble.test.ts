/** The stage `assemble`: the end of a job, or the loss of one of its parts. */
import { beforeEach, describe, expect, it } from "vitest";
import { toProblem } from "../../../lib/contracts/problem.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { acceptJob, newJobId } from "../../../lib/pipeline/accept.ts";
import { assembleStage } from "../../../lib/pipeline/assemble.ts";
import { extractStage } from "../../../lib/pipeline/extract.ts";
import { failUndeliverable } from "../../../lib/pipeline/fail.ts";
import { planStage } from "../../../lib/pipeline/plan.ts";
import { openResult } from "../../../lib/pipeline/read-result.ts";
import { createMemoryPipeline, type MemoryPipeline, textsOfResult } from "../../support/memory-ports.ts";

const id = newJobId();
const envelope = { v: 1, job_id: id, epoch: 0 } as const;
const assemble = { ...envelope, kind: "assemble" } as const;

let deps: MemoryPipeline;
const record = async () => (await deps.jobs.read(id))?.record;

/** A job of five pages in ranges of two, all of them home. */
beforeEach(async () => {
  deps = createMemoryPipeline({ pages: 5, rangePages: 2 });
  await acceptJob(deps, { tenant: "t", name: "a.pdf", bytes: new Uint8Array(8), options: {} }, id);
  await planStage(deps, { ...envelope, kind: "plan" });
  for (const range of [2, 0, 1]) await extractStage(deps, { ...envelope, kind: "extract", range });
});

describe("Assembling", () => {
  it("ends the job with a result of all pages in order, and a receipt that counts them", async () => {
    expect(await assembleStage(deps, assemble)).toBe("done");
    const job = await record();
    expect(job).toMatchObject({ state: "succeeded", error: null });
    const result = job && (await openResult(deps.results, job));
    expect(result?.frame).toMatchObject({
      document: { name: "a.pdf", title: "Title", pages_total: 5, pdf_version: "1.7" },
      receipt: { engine: "memory-1", pages_selected: 5, pages_extracted: 5, pages_empty: [], characters: 30 },
    });
    expect(await textsOfResult(deps, id)).toEqual(["Page 1", "Page 2", "Page 3", "Page 4", "Page 5"]);
  });

  it("opens no document", async () => {
    const before = deps.opened.documents;
    await deps.documents.delete(id);
    expect(await assembleStage(deps, assemble)).toBe("done");
    expect(deps.opened.documents).toBe(before);
  });

  it("fails the job when a part has expired", async () => {
    const results = { ...deps.results, getSummaries: async () => null };
    expect(await assembleStage({ ...deps, results }, assemble)).toBe("failed");
    expect(await record()).toMatchObject({
      state: "failed",
      error: { code: "document_lost", detail: "A part of the result has expired.", retryable: false },
    });
  });

  it("fails the job when none of its pages could be read", async () => {
    const lost = async (...args: Parameters<typeof deps.results.getSummaries>) =>
      (await deps.results.getSummaries(...args))?.map((range) => ({
        ...range,
        pages: range.pages.map((page) => ({ ...page, failed: true })),
      })) ?? null;
    const results = { ...deps.results, getSummaries: lost };
    expect(await assembleStage({ ...deps, results }, assemble)).toBe("failed");
    expect((await record())?.error).toMatchObject({
      code: "pdf_corrupt",
      detail: "None of its pages could be read.",
    });
  });

  it("leaves the job as it is when the store is away, and ends it at the next delivery", async () => {
    const results = { ...deps.results, getSummaries: () => Promise.reject(new DocatError("store_unavailable")) };
    await expect(assembleStage({ ...deps, results }, assemble)).rejects.toMatchObject({ code: "store_unavailable" });
    expect((await record())?.state).toBe("assembling");
    expect(await assembleStage(deps, assemble)).toBe("done");
  });

  it("changes nothing at a repeated delivery", async () => {
    await assembleStage(deps, assemble);
    const before = [await record(), await deps.results.getManifest(id)];
    expect(await assembleStage(deps, assemble)).toBe("stale");
    expect([await record(), await deps.results.getManifest(id)]).toEqual(before);
  });
});

describe("A message that the broker gave up", () => {
  it("fails its job, and says at which stage", async () => {
    expect(await failUndeliverable(deps, assemble)).toBe("failed");
    expect((await record())?.error).toMatchObject({
      code: "stage_failed",
      detail: 'The stage "assemble" failed at every attempt.',
    });
  });

  it("does nothing to a job that has ended", async () => {
    await assembleStage(deps, assemble);
    expect(await failUndeliverable(deps, assemble)).toBe("stale");
    expect(await record()).toMatchObject({ state: "succeeded", error: null });
  });
});

describe("A result", () => {
  const refusal = async () => {
    const job = await record();
    return (
      job &&
      (await openResult(deps.results, job)
        .then(() => null)
        .catch((error: unknown) => error))
    );
  };

  it("is not ready before the job's end, and says when to ask again", async () => {
    expect(await refusal()).toMatchObject({ code: "result_not_ready", status: 409, retryAfterSeconds: 1 });
  });

  it("of a job that failed by a fault of ours is a refusal for good, which names the fault", async () => {
    await failUndeliverable(deps, assemble);
    const detail = expect.stringContaining("stage_failed");
    expect(await refusal()).toMatchObject({ code: "job_failed", status: 409, retryable: false, detail });
  });

  it("of a job whose document is at fault is the document's own error", async () => {
    await deps.jobs.fail({ id, epoch: 0 }, toProblem(new DocatError("pdf_corrupt", { detail: "No trailer." })));
    expect(await refusal()).toMatchObject({ code: "pdf_corrupt", status: 422, detail: "No trailer." });
  });

  it("of a cancelled job is none", async () => {
    const job = await record();
    if (job === undefined) throw new Error("There is no job.");
    const cancelled = { ...job, state: "cancelled" } as const;
    await expect(openResult(deps.results, cancelled)).rejects.toMatchObject({ code: "job_cancelled" });
  });

  it.each(["getManifest", "getPart"] as const)("has expired when %s finds nothing", async (lost) => {
    await assembleStage(deps, assemble);
    deps = { ...deps, results: { ...deps.results, [lost]: async () => null } };
    expect(await refusal()).toMatchObject({ code: "result_expired", status: 410 });
  });

  it("breaks off when a part goes while it is read, and never skips pages", async () => {
    await assembleStage(deps, assemble);
    const job = await record();
    const getPart: typeof deps.results.getPart = async (jobId, range, ref) =>
      range === 1 ? null : deps.results.getPart(jobId, range, ref);
    const result = job && (await openResult({ ...deps.results, getPart }, job));
    const read: number[] = [];
    const reading = (async () => {
      for await (const page of result?.pages ?? []) read.push(page.number);
    })();
    await expect(reading).rejects.toMatchObject({ code: "result_expired" });
    expect(read).toEqual([1, 2]);
  });
});
