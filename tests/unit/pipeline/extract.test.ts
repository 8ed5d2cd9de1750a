/** The stage `extract`: what a delivery reads, what a repeated one does not, and who owes `assemble`. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { DocumentSource } from "../../../lib/contracts/document-source.ts";
import { toProblem } from "../../../lib/contracts/problem.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import {
  acceptDocument,
  assembleOf,
  createTestPipeline,
  deliver,
  extractOf,
  homeOf,
  owedBy,
  planOf,
  progressOf,
  recordOf,
  type TestPipeline,
} from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

describe("Extracting", () => {
  let store: TestStore;
  let deps: TestPipeline;
  let id: string;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store.close());
  /** A job of five pages in ranges of two, planned; the broker's and the engine's memory wiped. */
  beforeEach(async () => {
    id = newJobId();
    deps = createTestPipeline(store, { pages: 5, rangePages: 2 });
    await acceptDocument(deps, id);
    await deliver(deps, planOf(id));
    deps.published.length = 0;
    deps.opened.documents = 0;
  });

  const extract = (first: number) => extractOf(id, first, first === 4 ? 1 : 2);

  /** The accepted pages of the range that begins there. */
  async function partOf(first: number) {
    const ref = (await progressOf(deps, id)).parts.find(({ range }) => range.first === first);
    return ref === undefined ? null : deps.results.getPart(id, ref);
  }

  it("reads the pages of its range alone", async () => {
    expect(await deliver(deps, extract(2))).toBe("done");
    expect(deps.opened).toEqual({ documents: 1, pages: [3, 4] });
    expect(await homeOf(deps, id)).toEqual([{ first: 2, count: 2 }]);
    expect((await partOf(2))?.map(({ number }) => number)).toEqual([3, 4]);
  });

  it("sends nothing on before the last range is home, and `assemble` once it is", async () => {
    await deliver(deps, extract(4));
    await deliver(deps, extract(0));
    expect(deps.published).toEqual([]);
    await deliver(deps, extract(2));
    expect(deps.published).toEqual([[assembleOf(id)]]);
    expect(await owedBy(deps, id)).toEqual([]);
    expect((await recordOf(deps, id)).state).toBe("assembling");
  });

  it("does not open the document for a range that is home", async () => {
    await deliver(deps, extract(0));
    await deps.documents.delete(id);
    expect(await deliver(deps, extract(0))).toBe("done");
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
      async open(source: DocumentSource | Uint8Array) {
        const document = await deps.engine.open(source);
        await held;
        return { ...document, page: () => Promise.reject(new Error("bad luck")) };
      },
    };
    const late = deliver({ ...deps, engine: slow }, extract(0));
    await vi.waitFor(() => expect(deps.opened.documents).toBe(1));
    await store.elapse(store.timing.leaseMs);
    await deliver(deps, extract(0));
    release();
    expect(await late).toBe("done");
    expect((await partOf(0))?.map(({ blocks }) => blocks.length)).toEqual([1, 1]);
  });

  it("stores nothing for a job that ended while it read", async () => {
    const engine = {
      ...deps.engine,
      async open(source: DocumentSource | Uint8Array) {
        await deps.jobs.fail({ id, epoch: 0 }, toProblem(new DocatError("stage_failed")));
        return deps.engine.open(source);
      },
    };
    expect(await deliver({ ...deps, engine }, extract(0))).toBe("stale");
    expect(await store.redis.exists(`docat:${id}:parts`, `docat:${id}:summaries`)).toBe(0);
  });

  it("drops a message for a range that the plan does not have", async () => {
    expect(await deliver(deps, extractOf(id, 1, 2))).toBe("stale");
    expect(deps.opened.documents).toBe(0);
  });

  it("hands `assemble` over at a repeated delivery when the first could not", async () => {
    await deliver(deps, extract(0));
    await deliver(deps, extract(2));
    const queue = { ...deps.queue, publish: () => Promise.reject(new DocatError("queue_unavailable")) };
    await expect(deliver({ ...deps, queue }, extract(4))).rejects.toMatchObject({ code: "queue_unavailable" });
    expect(await owedBy(deps, id)).toEqual([assembleOf(id)]);
    expect(await deliver(deps, extract(4))).toBe("done");
    expect(deps.published).toEqual([[assembleOf(id)]]);
    expect(deps.opened.documents).toBe(3);
  });

  it("leaves ranges that are still owed to `plan`, or each of many would send all of the others again", async () => {
    const other = newJobId();
    const jobs = { ...deps.jobs, settle: () => Promise.reject(new DocatError("store_unavailable")) };
    await acceptDocument(deps, other);
    await deliver({ ...deps, jobs }, planOf(other));
    deps.published.length = 0;
    expect(await deliver(deps, extractOf(other, 0, 2))).toBe("done");
    expect(await owedBy(deps, other)).toEqual([extractOf(other, 2, 2), extractOf(other, 4, 1)]);
    expect(deps.published).toEqual([]);
  });

  it("adds a range to the completion set only when its part is sealed", async () => {
    const results = { ...deps.results, sealPart: () => Promise.reject(new DocatError("store_unavailable")) };
    await expect(deliver({ ...deps, results }, extract(0))).rejects.toMatchObject({ code: "store_unavailable" });
    expect(await homeOf(deps, id)).toEqual([]);
  });

  it("loses a page that cannot be read, and nothing else", async () => {
    const engine = {
      ...deps.engine,
      async open(source: DocumentSource | Uint8Array) {
        const document = await deps.engine.open(source);
        const page = (number: number) => (number === 3 ? Promise.reject(new Error("bad")) : document.page(number));
        return { ...document, page };
      },
    };
    expect(await deliver({ ...deps, engine }, extract(2))).toBe("done");
    const part = await partOf(2);
    expect(part?.map(({ number, blocks }) => [number, blocks.length])).toEqual([
      [3, 0],
      [4, 1],
    ]);
    expect(part?.[0]?.warnings.map(({ code }) => code)).toEqual(["page_failed"]);
  });

  it("fails the job when the document has expired", async () => {
    await deps.documents.delete(id);
    expect(await deliver(deps, extract(0))).toBe("failed");
    expect(await recordOf(deps, id)).toMatchObject({ state: "failed", error: { code: "document_lost" } });
    expect(await owedBy(deps, id)).toEqual([]);
  });

  it("changes nothing once the job has failed", async () => {
    await deps.documents.delete(id);
    await deliver(deps, extract(0));
    expect(await deliver(deps, extract(2))).toBe("stale");
    expect(await partOf(2)).toBeNull();
  });
});
