/** The stage `plan`: crashes, repeated deliveries, and plans of another deployment. */
import { describe, expect, it } from "vitest";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { acceptJob, newJobId } from "../../../lib/pipeline/accept.ts";
import { extractStage } from "../../../lib/pipeline/extract.ts";
import { planStage } from "../../../lib/pipeline/plan.ts";
import { createMemoryPipeline, type MemoryPipeline, textsOfResult } from "../../support/memory-ports.ts";

const id = newJobId();
const message = { v: 1, kind: "plan", job_id: id, epoch: 0 } as const;
const extract = (range: number) => ({ ...message, kind: "extract", range }) as const;
const down = () => Promise.reject(new DocatError("store_unavailable"));

/** A pipeline with one accepted job of `pages` pages, and its broker's memory wiped. */
async function accepted(options: { pages: number; rangePages: number; select?: string }): Promise<MemoryPipeline> {
  const deps = createMemoryPipeline(options);
  const chosen = options.select === undefined ? {} : { pages: options.select };
  await acceptJob(deps, { tenant: "t", name: null, bytes: new Uint8Array(8), options: chosen }, id);
  deps.published.length = 0;
  return deps;
}

const recordOf = async (deps: MemoryPipeline) => (await deps.jobs.read(id))?.record;

describe("Planning a long document", () => {
  it("cuts the selected pages and hands all ranges over in one request", async () => {
    const deps = await accepted({ pages: 9, rangePages: 3, select: "2-8" });
    expect(await planStage(deps, message)).toBe("done");
    expect(deps.published).toEqual([[extract(0), extract(1), extract(2)]]);
    expect(deps.jobs.owed(id)).toEqual([]);
    expect(await recordOf(deps)).toMatchObject({
      state: "running",
      plan: { pages_total: 9, pages_selected: 7, range_pages: 3, ranges: 3, engine: "memory-1" },
    });
    expect(deps.opened).toEqual({ documents: 1, pages: [] });
  });

  it("leaves the ranges in the outbox when the broker does not take them, and a later delivery hands them over", async () => {
    const deps = await accepted({ pages: 9, rangePages: 3 });
    const queue = { ...deps.queue, publish: () => Promise.reject(new DocatError("queue_unavailable")) };
    await expect(planStage({ ...deps, queue }, message)).rejects.toMatchObject({ code: "queue_unavailable" });
    expect(deps.jobs.owed(id)).toEqual([extract(0), extract(1), extract(2)]);
    expect((await recordOf(deps))?.state).toBe("running");
    expect(await planStage(deps, message)).toBe("done");
    expect(deps.published).toEqual([[extract(0), extract(1), extract(2)]]);
    expect(deps.jobs.owed(id)).toEqual([]);
  });

  it("delivered again hands over only what is still owed", async () => {
    const deps = await accepted({ pages: 9, rangePages: 3 });
    const jobs = { ...deps.jobs, settle: down };
    await planStage({ ...deps, jobs }, message);
    deps.published.length = 0;
    await extractStage(deps, extract(1));
    await planStage(deps, message);
    expect(deps.published).toEqual([[extract(0), extract(2)]]);
  });

  it("keeps the plan of an older deployment, whatever this one would make of the document", async () => {
    const deps = await accepted({ pages: 9, rangePages: 3 });
    const queue = { ...deps.queue, publish: () => Promise.reject(new DocatError("queue_unavailable")) };
    await expect(planStage({ ...deps, queue }, message)).rejects.toMatchObject({ code: "queue_unavailable" });
    const newer = { ...deps, rangePages: 100, engine: { ...deps.engine, version: "memory-2" } };
    expect(await planStage(newer, message)).toBe("done");
    expect(deps.published).toEqual([[extract(0), extract(1), extract(2)]]);
    expect((await recordOf(deps))?.plan).toMatchObject({ range_pages: 3, ranges: 3, engine: "memory-1" });
    await extractStage(newer, extract(2));
    expect(deps.opened.pages).toEqual([7, 8, 9]);
  });
});

describe("Planning at once by two deployments with other range sizes", () => {
  it("goes by the plan that was stored first, although the later one would have ended the job here", async () => {
    const deps = await accepted({ pages: 7, rangePages: 2 });
    const jobs = {
      ...deps.jobs,
      async plan(...step: Parameters<typeof deps.jobs.plan>) {
        await planStage({ ...deps, queue: { ...deps.queue, publish: down } }, message).catch(() => {});
        return deps.jobs.plan(...step);
      },
    };
    expect(await planStage({ ...deps, rangePages: 100, jobs }, message)).toBe("done");
    expect((await recordOf(deps))?.state).toBe("running");
    expect(deps.published).toEqual([[extract(0), extract(1), extract(2), extract(3)]]);
    expect(deps.opened.pages).toEqual([]);
  });
});

describe("Planning a short document", () => {
  it("goes on to the end in one delivery, opens it once and sends no message", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    expect(await planStage(deps, message)).toBe("done");
    expect((await recordOf(deps))?.state).toBe("succeeded");
    expect(deps.opened).toEqual({ documents: 1, pages: [1, 2, 3] });
    expect(deps.published).toEqual([]);
    expect(deps.jobs.owed(id)).toEqual([]);
  });

  it("goes on at extract when it broke off there", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    const results = { ...deps.results, putPart: down };
    await expect(planStage({ ...deps, results }, message)).rejects.toMatchObject({ code: "store_unavailable" });
    expect(deps.jobs.owed(id)).toEqual([extract(0)]);
    expect(await planStage(deps, message)).toBe("done");
    expect((await recordOf(deps))?.state).toBe("succeeded");
  });

  it("goes on at assemble when it broke off there, and reads no page twice", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    const jobs = { ...deps.jobs, succeed: down };
    await expect(planStage({ ...deps, jobs }, message)).rejects.toMatchObject({ code: "store_unavailable" });
    expect(await recordOf(deps)).toMatchObject({ state: "assembling" });
    expect(await planStage(deps, message)).toBe("done");
    expect((await recordOf(deps))?.state).toBe("succeeded");
    expect(deps.opened.pages).toEqual([1, 2, 3]);
    expect(await textsOfResult(deps, id)).toEqual(["Page 1", "Page 2", "Page 3"]);
  });

  it("stops where another delivery has ended the job meanwhile", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    const jobs = {
      ...deps.jobs,
      async completeRange(...step: Parameters<typeof deps.jobs.completeRange>) {
        await planStage(deps, message);
        return deps.jobs.completeRange(...step);
      },
    };
    expect(await planStage({ ...deps, jobs }, message)).toBe("stale");
    expect((await recordOf(deps))?.state).toBe("succeeded");
  });
});

describe("Planning", () => {
  it("opens nothing for a job that is gone, ended or in another epoch", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    expect(await planStage(deps, { ...message, epoch: 1 })).toBe("stale");
    expect(await planStage(deps, { ...message, job_id: newJobId() })).toBe("gone");
    expect(deps.opened.documents).toBe(0);
    await planStage(deps, message);
    expect(await planStage(deps, message)).toBe("stale");
    expect(deps.opened.documents).toBe(1);
  });

  it("fails the job when the document has expired", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    await deps.documents.delete(id);
    expect(await planStage(deps, message)).toBe("failed");
    expect(await recordOf(deps)).toMatchObject({ state: "failed", error: { code: "document_lost" } });
    expect(deps.logged.map(({ event }) => event)).toEqual(["job.failed"]);
  });

  it("leaves the job as it is when the fault passes, so that the broker delivers again", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    const documents = { ...deps.documents, get: down };
    await expect(planStage({ ...deps, documents }, message)).rejects.toMatchObject({ code: "store_unavailable" });
    expect((await recordOf(deps))?.state).toBe("queued");
    expect(await planStage(deps, message)).toBe("done");
  });

  it("closes the document whatever happens", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    let open = 0;
    const engine = {
      ...deps.engine,
      async open(bytes: Uint8Array) {
        const document = await deps.engine.open(bytes);
        open += 1;
        const close = async () => {
          open -= 1;
        };
        return { ...document, close };
      },
    };
    const jobs = { ...deps.jobs, plan: down };
    await expect(planStage({ ...deps, engine, jobs }, message)).rejects.toMatchObject({ code: "store_unavailable" });
    expect(deps.opened.documents).toBe(1);
    expect(open).toBe(0);
  });
});
