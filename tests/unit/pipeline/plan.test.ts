/** The stage `plan`: passing faults, repeated deliveries, and plans of another deployment. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DocumentSource } from "../../../lib/contracts/document-source.ts";
import type { Finding } from "../../../lib/contracts/finding.ts";
import type { SecurityPolicy } from "../../../lib/contracts/security-policy.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import type { PdfEngine } from "../../../lib/pdf/pdf-engine.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import {
  acceptDocument,
  createTestPipeline,
  deliver,
  expectPublished,
  extractOf,
  owedBy,
  planOf,
  recordOf,
  type TestPipeline,
  textsOfResult,
} from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

const down = () => Promise.reject(new DocatError("store_unavailable"));

let store: TestStore;
let id: string;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

/** The same engine in another version. */
const renamed = (engine: PdfEngine, name: string): PdfEngine => ({
  open: async (source) => ({ ...(await engine.open(source)), engine: name }),
});

/** A pipeline with one accepted job of `pages` pages, and its broker's memory wiped. */
async function accepted(options: { pages: number; rangePages: number; select?: string }): Promise<TestPipeline> {
  id = newJobId();
  const deps = createTestPipeline(store, options);
  await acceptDocument(deps, id, options.select === undefined ? {} : { pages: options.select });
  return deps;
}

const message = () => planOf(id);
const threes = () => [extractOf(id, 0, 3), extractOf(id, 3, 3), extractOf(id, 6, 3)];

/** The same engine, in whose documents something was found. */
const finding = (engine: PdfEngine, ...kinds: Finding["kind"][]): PdfEngine => ({
  open: async (source) => ({
    ...(await engine.open(source)),
    security: async () => ({
      findings: kinds.map((kind) => ({
        kind,
        severity: "low" as const,
        source: "document" as const,
        reason: "Found.",
      })),
      complete: true,
    }),
  }),
});

describe("What is in a file", () => {
  const planned = async (security: SecurityPolicy) => {
    const deps = createTestPipeline(store, { pages: 9, rangePages: 3 });
    id = newJobId();
    await acceptDocument(deps, id, { security });
    const engine = finding(deps.engine, "javascript", "xfa", "javascript");
    await deliver({ ...deps, engine }, message());
    return recordOf(deps, id);
  };

  it("stands in the plan, by kinds, less those that are allowed", async () => {
    expect((await planned({})).plan?.findings).toEqual({ javascript: 2, xfa: 1 });
    expect((await planned({ javascript: "allow" })).plan?.findings).toEqual({ xfa: 1 });
    expect((await planned({ javascript: "allow", xfa: "allow" })).plan).not.toHaveProperty("findings");
  });

  it("ends a job whose policy rejects it, before a page is read", async () => {
    const record = await planned({ xfa: "reject", encrypted: "reject" });
    expect(record).toMatchObject({ state: "failed", plan: null });
    expect(record.error).toMatchObject({ code: "document_rejected", status: 422, detail: "It holds: xfa." });
  });
});

describe("Planning a long document", () => {
  it("cuts the selected pages and hands all ranges over in one request", async () => {
    const deps = await accepted({ pages: 9, rangePages: 3, select: "2-8" });
    expect(await deliver(deps, message())).toBe("done");
    expectPublished(deps, [extractOf(id, 0, 3), extractOf(id, 3, 3), extractOf(id, 6, 1)]);
    expect(await owedBy(deps, id)).toEqual([]);
    expect(await recordOf(deps, id)).toMatchObject({
      state: "running",
      plan: { pages_total: 9, pages_selected: 7, ranges: 3, engine: "memory-1" },
    });
    expect(deps.opened).toEqual({ documents: 1, pages: [] });
  });

  it("leaves the ranges in the outbox when the broker does not take them, and a later delivery hands them over", async () => {
    const deps = await accepted({ pages: 9, rangePages: 3 });
    const queue = { ...deps.queue, publish: () => Promise.reject(new DocatError("queue_unavailable")) };
    await expect(deliver({ ...deps, queue }, message())).rejects.toMatchObject({ code: "queue_unavailable" });
    expect(await owedBy(deps, id)).toEqual(threes());
    expect((await recordOf(deps, id)).state).toBe("running");
    expect(await deliver(deps, message())).toBe("done");
    expectPublished(deps, threes());
    expect(await owedBy(deps, id)).toEqual([]);
  });

  it("delivered again hands over only what is still owed", async () => {
    const deps = await accepted({ pages: 9, rangePages: 3 });
    const jobs = { ...deps.jobs, settle: down };
    await deliver({ ...deps, jobs }, message());
    deps.published.length = 0;
    await deliver(deps, extractOf(id, 3, 3));
    await deliver(deps, message());
    expectPublished(deps, [extractOf(id, 0, 3), extractOf(id, 6, 3)]);
  });

  it("keeps the plan of an older deployment, whatever this one would make of the document", async () => {
    const deps = await accepted({ pages: 9, rangePages: 3 });
    const queue = { ...deps.queue, publish: () => Promise.reject(new DocatError("queue_unavailable")) };
    await expect(deliver({ ...deps, queue }, message())).rejects.toMatchObject({ code: "queue_unavailable" });
    const newer = { ...deps, rangePages: 100, engine: renamed(deps.engine, "memory-2") };
    expect(await deliver(newer, message())).toBe("done");
    expectPublished(deps, threes());
    expect((await recordOf(deps, id)).plan).toMatchObject({ ranges: 3, engine: "memory-1" });
    await deliver(newer, extractOf(id, 6, 3));
    expect(deps.opened.pages).toEqual([7, 8, 9]);
  });
});

describe("Planning at once by two deployments with other range sizes", () => {
  it("goes by the plan that was stored first, although the later one would have ended the job here", async () => {
    const deps = await accepted({ pages: 7, rangePages: 2 });
    const jobs = {
      ...deps.jobs,
      async plan(...step: Parameters<typeof deps.jobs.plan>) {
        await store.elapse(store.timing.leaseMs);
        await deliver({ ...deps, queue: { ...deps.queue, publish: down } }, message()).catch(() => {});
        return deps.jobs.plan(...step);
      },
    };
    expect(await deliver({ ...deps, rangePages: 100, jobs }, message())).toBe("done");
    expect((await recordOf(deps, id)).state).toBe("running");
    expectPublished(
      deps,
      [0, 2, 4, 6].map((first) => extractOf(id, first, first === 6 ? 1 : 2)),
    );
    expect(deps.opened.pages).toEqual([]);
  });
});

describe("Planning a short document", () => {
  it("goes on to the end in one delivery, opens it once and sends no message", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    expect(await deliver(deps, message())).toBe("done");
    expect((await recordOf(deps, id)).state).toBe("succeeded");
    expect(deps.opened).toEqual({ documents: 1, pages: [1, 2, 3] });
    expect(deps.published).toEqual([]);
    expect(await owedBy(deps, id)).toEqual([]);
  });

  it("goes on at extract when it broke off there", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    const results = { ...deps.results, sealPart: down };
    await expect(deliver({ ...deps, results }, message())).rejects.toMatchObject({ code: "store_unavailable" });
    expect(await owedBy(deps, id)).toEqual([extractOf(id, 0, 3)]);
    expect(await deliver(deps, message())).toBe("done");
    expect((await recordOf(deps, id)).state).toBe("succeeded");
  });

  it("goes on at assemble when it broke off there, and reads no page twice", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    const jobs = { ...deps.jobs, succeed: down };
    await expect(deliver({ ...deps, jobs }, message())).rejects.toMatchObject({ code: "store_unavailable" });
    expect(await recordOf(deps, id)).toMatchObject({ state: "assembling" });
    expect(await deliver(deps, message())).toBe("done");
    expect((await recordOf(deps, id)).state).toBe("succeeded");
    expect(deps.opened.pages).toEqual([1, 2, 3]);
    expect(await textsOfResult(deps, id)).toEqual(["Page 1", "Page 2", "Page 3"]);
  });

  it("stops where another delivery took over and has ended the job meanwhile", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    const jobs = {
      ...deps.jobs,
      async completeRange(...step: Parameters<typeof deps.jobs.completeRange>) {
        await store.elapse(store.timing.leaseMs);
        await deliver(deps, message());
        return deps.jobs.completeRange(...step);
      },
    };
    expect(await deliver({ ...deps, jobs }, message())).toBe("stale");
    expect((await recordOf(deps, id)).state).toBe("succeeded");
  });
});

describe("Planning", () => {
  it("opens nothing for a job that is gone, ended or in another epoch", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    expect(await deliver(deps, { ...message(), epoch: 1 })).toBe("stale");
    expect(await deliver(deps, planOf(newJobId()))).toBe("gone");
    expect(deps.opened.documents).toBe(0);
    await deliver(deps, message());
    expect(await deliver(deps, message())).toBe("stale");
    expect(deps.opened.documents).toBe(1);
  });

  it("fails the job when the document has expired", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    await deps.documents.delete(id);
    expect(await deliver(deps, message())).toBe("failed");
    expect(await recordOf(deps, id)).toMatchObject({ state: "failed", error: { code: "document_lost" } });
    expect(deps.logged.map(({ event }) => event)).toEqual(["job.failed"]);
  });

  it("leaves the job as it is when the fault passes, so that the broker delivers again", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    const documents = { ...deps.documents, open: down };
    await expect(deliver({ ...deps, documents }, message())).rejects.toMatchObject({ code: "store_unavailable" });
    expect((await recordOf(deps, id)).state).toBe("queued");
    expect(await deliver(deps, message())).toBe("done");
  });

  it("closes the document whatever happens", async () => {
    const deps = await accepted({ pages: 3, rangePages: 3 });
    let open = 0;
    const engine = {
      ...deps.engine,
      async open(source: DocumentSource | Uint8Array) {
        const document = await deps.engine.open(source);
        open += 1;
        const close = async () => {
          open -= 1;
        };
        return { ...document, close };
      },
    };
    const jobs = { ...deps.jobs, plan: down };
    await expect(deliver({ ...deps, engine, jobs }, message())).rejects.toMatchObject({ code: "store_unavailable" });
    expect(deps.opened.documents).toBe(1);
    expect(open).toBe(0);
  });
});
