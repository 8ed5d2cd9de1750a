/** What an owner sees of a job, in each of its states. */
import { describe, expect, it } from "vitest";
import { jobSchema } from "../../../lib/contracts/job.ts";
import type { PageRange } from "../../../lib/contracts/page-range.ts";
import { toProblem } from "../../../lib/contracts/problem.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import type { JobRecord, Plan } from "../../../lib/jobs/job-record.ts";
import { JOB_STATES } from "../../../lib/jobs/job-state.ts";
import { viewJob } from "../../../lib/jobs/job-view.ts";
import { DEFAULT_RETENTION } from "../../../lib/limits/retention.ts";

const id = `job_${"a".repeat(32)}`;
const created_at = Date.parse("2026-01-02T03:04:05.678Z");
const retention = { ...DEFAULT_RETENTION, succeededJobSeconds: 3_600, failedJobSeconds: 86_400 };

const queued: JobRecord = {
  id,
  tenant: "tenant-canary",
  state: "queued",
  epoch: 0,
  options: { pages: "1-6" },
  source: { name: "a.pdf", sha256: "0".repeat(64), size_bytes: 4 },
  plan: null,
  created_at,
  started_at: null,
  finished_at: null,
  deadline_at: created_at + 3_600_000,
  error: null,
};
const plan: Plan = {
  pages_total: 9,
  pages_selected: 6,
  ranges: 2,
  engine: "engine-canary",
  warnings: [],
};
const running: JobRecord = { ...queued, state: "running", plan, started_at: created_at + 1_000 };
const ended: JobRecord = { ...running, finished_at: created_at + 5_000 };
const view = (record: JobRecord, home: readonly PageRange[] = []) => {
  const parts = home.map((range) => ({ range, attempt: "0".repeat(16), pieces: 1 }));
  const at = created_at + 3_000;
  return viewJob({ record, parts, arrivals: home, worker: id, at, owed: [], stalled: false }, retention);
};

describe("A job as its owner sees it", () => {
  it("tells what is being done", () => {
    const stages = JOB_STATES.map((state) => [state, view({ ...running, state }).progress.stage]);
    expect(Object.fromEntries(stages)).toEqual({
      queued: "waiting",
      running: "reading",
      assembling: "assembling",
      enriching: "enriching",
      finishing: "enriching",
      succeeded: "ended",
      failed: "ended",
      cancelled: "ended",
    });
  });

  it("tells how much is left by how long the pages took that are done", () => {
    // It was looked at 2 s after it began.
    const left = (count: number) => view(running, [{ first: 0, count }]).progress.seconds_left;
    expect([left(1), left(2), left(4), left(6)]).toEqual([10, 4, 1, 0]);
    expect(view(running).progress.seconds_left).toBeNull();
    expect(view({ ...running, state: "assembling" }, [{ first: 0, count: 6 }]).progress.seconds_left).toBeNull();
    expect(view({ ...ended, state: "succeeded" }).progress.seconds_left).toBeNull();
  });

  it("tells what was found in the file once it has been opened", () => {
    expect(view(running).security).toEqual({ counts: {} });
    const found = { ...running, plan: { ...plan, findings: { javascript: 2 } } };
    expect(view(found).security).toEqual({ counts: { javascript: 2 } });
  });

  it("is queued: no pages known, no times, no result", () => {
    expect(view(queued)).toEqual({
      id,
      status: "queued",
      progress: { stage: "waiting", pages_done: 0, pages_total: null, seconds_left: null },
      document: queued.source,
      options: { pages: "1-6" },
      security: null,
      created_at: "2026-01-02T03:04:05.678Z",
      started_at: null,
      finished_at: null,
      expires_at: null,
      error: null,
      cached: false,
      links: { self: `/v1/jobs/${id}`, result: null },
    });
  });

  it("counts the selected pages, and those of the ranges that are home", () => {
    const head = { first: 0, count: 4 };
    const tail = { first: 4, count: 2 };
    expect(view(running).progress).toMatchObject({ pages_done: 0, pages_total: 6 });
    expect(view(running, [tail]).progress).toMatchObject({ pages_done: 2, pages_total: 6 });
    expect(view(running, [head, tail]).progress).toMatchObject({ pages_done: 6, pages_total: 6 });
  });

  it("is running while it is put together: no end, no result, nothing that expires", () => {
    expect(view({ ...running, state: "assembling" })).toMatchObject({
      status: "running",
      started_at: "2026-01-02T03:04:06.678Z",
      finished_at: null,
      expires_at: null,
      links: { result: null },
    });
  });

  it("has a result when it has succeeded, kept as long as results are", () => {
    expect(view({ ...ended, state: "succeeded" })).toMatchObject({
      status: "succeeded",
      finished_at: "2026-01-02T03:04:10.678Z",
      expires_at: "2026-01-02T04:04:10.678Z",
      error: null,
      links: { self: `/v1/jobs/${id}`, result: `/v1/jobs/${id}/result` },
    });
  });

  it("has an error and no result when it has failed, kept as long as failures are", () => {
    const error = toProblem(new DocatError("pdf_corrupt"));
    expect(view({ ...ended, state: "failed", error })).toMatchObject({
      status: "failed",
      expires_at: "2026-01-03T03:04:10.678Z",
      error,
      links: { result: null },
    });
  });

  it("has neither when it was cancelled", () => {
    expect(view({ ...ended, state: "cancelled" })).toMatchObject({
      status: "cancelled",
      expires_at: "2026-01-03T03:04:10.678Z",
      error: null,
      links: { result: null },
    });
  });

  it.each(JOB_STATES)("meets the public schema when it is %s, and tells nothing of the inside", (state) => {
    const job = view({ ...ended, state });
    expect(jobSchema.strict().parse(job)).toEqual(job);
    expect(JSON.stringify(job)).not.toMatch(/canary|epoch|range|deadline|stalled/);
  });
});
