/** Accepting a document: what is left when one of the steps fails. */
import { describe, expect, it } from "vitest";
import { jobIdSchema } from "../../../lib/contracts/job.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { acceptJob, newJobId } from "../../../lib/pipeline/accept.ts";
import { planStage } from "../../../lib/pipeline/plan.ts";
import { createMemoryPipeline } from "../../support/memory-ports.ts";

const bytes = new TextEncoder().encode("%PDF-abc");
const submission = { tenant: "t", name: "a.pdf", bytes, options: { pages: "1-2" } };
const id = newJobId();
const plan = { v: 1, kind: "plan", job_id: id, epoch: 0 } as const;
const pipeline = () => createMemoryPipeline({ pages: 3, rangePages: 10 });
const down = new DocatError("queue_unavailable", { retryAfterSeconds: 5 });

describe("A job's id", () => {
  it("is one of ours, and never made twice", () => {
    const ids = Array.from({ length: 1_000 }, newJobId);
    expect(ids.every((made) => jobIdSchema.safeParse(made).success)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("An accepted document", () => {
  it("is stored, is a queued job, and its plan is with the broker and no longer owed", async () => {
    const deps = pipeline();
    const job = await acceptJob(deps, submission, id);
    expect(job).toEqual(await deps.jobs.read(id));
    expect(job.record).toMatchObject({
      state: "queued",
      tenant: "t",
      options: { pages: "1-2" },
      source: {
        name: "a.pdf",
        size_bytes: 8,
        sha256: "1e8a7587529cc956d46dea481f38c623395a879a1179c277f476a9cdb88a540d",
      },
    });
    expect(await deps.documents.get(id, 8)).toEqual(bytes);
    expect(deps.published).toEqual([[plan]]);
    expect(deps.jobs.owed(id)).toEqual([]);
  });

  it("stays accepted when the outbox cannot be struck off after publishing, and its job goes on", async () => {
    const deps = pipeline();
    const fault = new DocatError("store_unavailable");
    const jobs = { ...deps.jobs, settle: () => Promise.reject(fault) };
    expect((await acceptJob({ ...deps, jobs }, submission, id)).record.state).toBe("queued");
    expect(deps.jobs.owed(id)).toEqual([plan]);
    expect(deps.logged).toEqual([{ event: "outbox.settle_failed", error: fault }]);
    expect(await planStage(deps, plan)).toBe("done");
    expect((await deps.jobs.read(id))?.record.state).toBe("succeeded");
  });
});

describe("A document that cannot be accepted", () => {
  it("is no job when it cannot be stored", async () => {
    const deps = pipeline();
    const documents = { ...deps.documents, put: () => Promise.reject(new DocatError("store_unavailable")) };
    await expect(acceptJob({ ...deps, documents }, submission, id)).rejects.toMatchObject({
      code: "store_unavailable",
    });
    expect(await deps.jobs.read(id)).toBeNull();
    expect(deps.published).toEqual([]);
  });

  it("is published by nobody and leaves no document when the job cannot be written", async () => {
    const deps = pipeline();
    const jobs = { ...deps.jobs, create: () => Promise.reject(new DocatError("store_unavailable")) };
    await expect(acceptJob({ ...deps, jobs }, submission, id)).rejects.toMatchObject({ code: "store_unavailable" });
    expect(deps.published).toEqual([]);
    expect(await deps.documents.get(id, 8)).toBeNull();
  });

  it("is a failed job without its document when the broker does not take it", async () => {
    const deps = pipeline();
    const queue = { ...deps.queue, publish: () => Promise.reject(down) };
    await expect(acceptJob({ ...deps, queue }, submission, id)).rejects.toBe(down);
    expect((await deps.jobs.read(id))?.record).toMatchObject({
      state: "failed",
      error: { code: "queue_unavailable", retryable: true },
    });
    expect(deps.jobs.owed(id)).toEqual([]);
    expect(await deps.documents.get(id, 8)).toBeNull();
  });

  it("tells its owner nothing of an error that nobody foresaw", async () => {
    const deps = pipeline();
    const queue = { ...deps.queue, publish: () => Promise.reject(new TypeError("canary")) };
    await expect(acceptJob({ ...deps, queue }, submission, id)).rejects.toThrow("canary");
    const record = (await deps.jobs.read(id))?.record;
    expect(record?.error?.code).toBe("internal_error");
    expect(JSON.stringify(record)).not.toContain("canary");
  });

  it("is refused for the first reason even when cleaning up fails too, and the log has the others", async () => {
    const deps = pipeline();
    const broken = () => Promise.reject(new DocatError("store_unavailable"));
    const faulty = {
      ...deps,
      queue: { ...deps.queue, publish: () => Promise.reject(down) },
      jobs: { ...deps.jobs, fail: broken },
      documents: { ...deps.documents, delete: broken },
    };
    await expect(acceptJob(faulty, submission, id)).rejects.toBe(down);
    expect(deps.logged.map(({ event }) => event)).toEqual(["accept.undo_failed", "accept.undo_failed"]);
  });

  it("runs late at worst: a delivery that got through although publishing failed finds the job ended", async () => {
    const deps = pipeline();
    const queue = { ...deps.queue, publish: () => Promise.reject(down) };
    await expect(acceptJob({ ...deps, queue }, submission, id)).rejects.toBe(down);
    expect(await planStage(deps, plan)).toBe("stale");
    expect(deps.opened.documents).toBe(0);
  });
});
