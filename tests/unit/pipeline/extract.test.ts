/** The stage `extract`: what a delivery reads, what a repeated one does not, and who owes `assemble`. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { toProblem } from "../../../lib/contracts/problem.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { acceptJob, newJobId } from "../../../lib/pipeline/accept.ts";
import { extractStage } from "../../../lib/pipeline/extract.ts";
import { planStage } from "../../../lib/pipeline/plan.ts";
import { createMemoryPipeline, type MemoryPipeline } from "../../support/memory-ports.ts";

const id = newJobId();
const envelope = { v: 1, job_id: id, epoch: 0 } as const;
const extract = (range: number) => ({ ...envelope, kind: "extract", range }) as const;
const assemble = { ...envelope, kind: "assemble" };

describe("Extracting", () => {
  let deps: MemoryPipeline;
  /** A job of five pages in ranges of two, planned; the broker's and the engine's memory wiped. */
  beforeEach(async () => {
    deps = createMemoryPipeline({ pages: 5, rangePages: 2 });
    await acceptJob(deps, { tenant: "t", name: null, bytes: new Uint8Array(8), options: {} }, id);
    await planStage(deps, { ...envelope, kind: "plan" });
    deps.published.length = 0;
    deps.opened.documents = 0;
  });

  /** The accepted pages of a range. */
  async function partOf(range: number) {
    const ref = (await deps.jobs.read(id))?.rangesDone.get(range);
    return ref === undefined ? null : deps.results.getPart(id, range, ref);
  }

  it("reads the pages of its range alone", async () => {
    expect(await extractStage(deps, extract(1))).toBe("done");
    expect(deps.opened).toEqual({ documents: 1, pages: [3, 4] });
    expect((await deps.jobs.read(id))?.rangesDone.get(1)?.pages).toBe(2);
    expect((await partOf(1))?.map(({ number }) => number)).toEqual([3, 4]);
  });

  it("sends nothing on before the last range is home, and `assemble` once it is", async () => {
    await extractStage(deps, extract(2));
    await extractStage(deps, extract(0));
    expect(deps.published).toEqual([]);
    await extractStage(deps, extract(1));
    expect(deps.published).toEqual([[assemble]]);
    expect(deps.jobs.owed(id)).toEqual([]);
    expect((await deps.jobs.read(id))?.record.state).toBe("assembling");
  });

  it("does not open the document for a range that is home", async () => {
    await extractStage(deps, extract(0));
    await deps.documents.delete(id);
    expect(await extractStage(deps, extract(0))).toBe("done");
    expect(deps.opened.documents).toBe(1);
    expect(deps.published).toEqual([]);
  });

  it("takes the first of two attempts that read the same range at once, whatever the other read", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = {
      ...deps.engine,
      async open(bytes: Uint8Array) {
        const document = await deps.engine.open(bytes);
        await held;
        return { ...document, page: () => Promise.reject(new Error("bad luck")) };
      },
    };
    const late = extractStage({ ...deps, engine: slow }, extract(0));
    await extractStage(deps, extract(0));
    release();
    expect(await late).toBe("done");
    expect((await partOf(0))?.map(({ blocks }) => blocks.length)).toEqual([1, 1]);
  });

  it("stores nothing for a job that ended while it read", async () => {
    const engine = {
      ...deps.engine,
      async open(bytes: Uint8Array) {
        await deps.jobs.fail({ id, epoch: 0 }, toProblem(new DocatError("stage_failed")));
        return deps.engine.open(bytes);
      },
    };
    const results = { ...deps.results, putPart: vi.fn(deps.results.putPart) };
    expect(await extractStage({ ...deps, engine, results }, extract(0))).toBe("stale");
    await expect(results.putPart.mock.results[0]?.value).resolves.toBeNull();
  });

  it("drops a message for a range that the plan does not have", async () => {
    expect(await extractStage(deps, extract(3))).toBe("stale");
    expect(deps.opened.documents).toBe(0);
  });

  it("hands `assemble` over at a repeated delivery when the first could not", async () => {
    await extractStage(deps, extract(0));
    await extractStage(deps, extract(1));
    const queue = { ...deps.queue, publish: () => Promise.reject(new DocatError("queue_unavailable")) };
    await expect(extractStage({ ...deps, queue }, extract(2))).rejects.toMatchObject({ code: "queue_unavailable" });
    expect(deps.jobs.owed(id)).toEqual([assemble]);
    expect(await extractStage(deps, extract(2))).toBe("done");
    expect(deps.published).toEqual([[assemble]]);
    expect(deps.opened.documents).toBe(3);
  });

  it("leaves ranges that are still owed to `plan`, or each of many would send all of the others again", async () => {
    const other = newJobId();
    const plan = { v: 1, kind: "plan", job_id: other, epoch: 0 } as const;
    const jobs = { ...deps.jobs, settle: () => Promise.reject(new DocatError("store_unavailable")) };
    await acceptJob(deps, { tenant: "t", name: null, bytes: new Uint8Array(8), options: {} }, other);
    await planStage({ ...deps, jobs }, plan);
    deps.published.length = 0;
    expect(await extractStage(deps, { ...plan, kind: "extract", range: 0 })).toBe("done");
    expect(deps.jobs.owed(other)).toHaveLength(2);
    expect(deps.published).toEqual([]);
  });

  it("adds a range to the completion set only after its part is stored", async () => {
    const results = { ...deps.results, putPart: () => Promise.reject(new DocatError("store_unavailable")) };
    await expect(extractStage({ ...deps, results }, extract(0))).rejects.toMatchObject({ code: "store_unavailable" });
    expect((await deps.jobs.read(id))?.rangesDone.size).toBe(0);
  });

  it("loses a page that cannot be read, and nothing else", async () => {
    const engine = {
      ...deps.engine,
      async open(bytes: Uint8Array) {
        const document = await deps.engine.open(bytes);
        const page = (number: number) => (number === 3 ? Promise.reject(new Error("bad")) : document.page(number));
        return { ...document, page };
      },
    };
    expect(await extractStage({ ...deps, engine }, extract(1))).toBe("done");
    const part = await partOf(1);
    expect(part?.map(({ number, blocks }) => [number, blocks.length])).toEqual([
      [3, 0],
      [4, 1],
    ]);
    expect(part?.[0]?.warnings.map(({ code }) => code)).toEqual(["page_failed"]);
  });

  it("fails the job when the document has expired", async () => {
    await deps.documents.delete(id);
    expect(await extractStage(deps, extract(0))).toBe("failed");
    expect((await deps.jobs.read(id))?.record).toMatchObject({ state: "failed", error: { code: "document_lost" } });
    expect(deps.jobs.owed(id)).toEqual([]);
  });

  it("changes nothing once the job has failed", async () => {
    await deps.documents.delete(id);
    await extractStage(deps, extract(0));
    expect(await extractStage(deps, extract(1))).toBe("stale");
    expect(await partOf(1)).toBeNull();
  });
});
