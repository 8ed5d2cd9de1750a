/** Attempts under a lease: signs of life, what ends one, and what counts against the document. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { DocumentSource } from "../../../lib/contracts/document-source.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import type { PdfDocument } from "../../../lib/pdf/pdf-engine.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import type { ReadingDeps } from "../../../lib/pipeline/pipeline-deps.ts";
import { holderOf } from "../../support/job-fixtures.ts";
import { storedHash } from "../../support/stored-hash.ts";
import {
  acceptDocument,
  createTestPipeline,
  deliver,
  extractOf,
  homeOf,
  newDelivery,
  planOf,
  recordOf,
  type TestPipeline,
  textsOfResult,
} from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

const down = () => Promise.reject(new DocatError("store_unavailable"));
const HEAD = { first: 0, count: 3 };

let store: TestStore;
let deps: TestPipeline;
let id: string;
/** What each renewal was answered, or the error that it met. */
let renewals: unknown[];
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

/** A planned job of six pages in ranges of three, its intervals and its budget under the test's clock. */
beforeEach(async () => {
  id = newJobId();
  deps = createTestPipeline(store, { pages: 6, rangePages: 3 });
  await acceptDocument(deps, id);
  await deliver(deps, planOf(id));
  renewals = [];
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => vi.useRealTimers());

const work = async (name = "0-3") => (await storedHash(store.redis, `docat:${id}:work`))[name];

/** Time for one renewal passes, and it is answered. */
async function untilRenewed(): Promise<void> {
  const before = renewals.length;
  vi.advanceTimersByTime(store.timing.leaseMs / 3 + 1);
  await store.elapse(store.timing.leaseMs / 3 + 1);
  await vi.waitFor(() => expect(renewals.length).toBe(before + 1), { interval: 1 });
}

/** The pipeline with renewals that are remembered, and `before` called before each page is read. */
function watched(before: (number: number) => Promise<unknown> = async () => {}): ReadingDeps {
  const renew: typeof deps.jobs.renew = async (...args) => {
    const answer = deps.jobs.renew(...args);
    renewals.push(await answer.catch((error: unknown) => error));
    return answer;
  };
  const engine = {
    ...deps.engine,
    async open(source: DocumentSource | Uint8Array): Promise<PdfDocument> {
      const document = await deps.engine.open(source);
      return { ...document, page: async (number) => before(number).then(() => document.page(number)) };
    },
  };
  return { ...deps, jobs: { ...deps.jobs, renew }, engine };
}

describe("An attempt", () => {
  it("keeps its lease by signs of life, however long it reads", async () => {
    const slow = watched(async () => {
      for (let n = 0; n < 4; n++) await untilRenewed();
      expect(await deliver(deps, extractOf(id, 0, 3))).toBe("busy");
    });
    expect(await deliver({ ...slow, rangeBudgetMs: Number.POSITIVE_INFINITY }, extractOf(id, 0, 3))).toBe("done");
    expect(renewals).toEqual(Array(12).fill(true));
    expect(await homeOf(deps, id)).toEqual([HEAD]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stops reading when it has lost its lease, and leaves it to whom it belongs", async () => {
    const slow = watched(async () => {
      await store.elapse(store.timing.leaseMs);
      expect((await deps.jobs.claim({ id, epoch: 0 }, HEAD, holderOf("newer"))).kind).toBe("claimed");
      await untilRenewed();
    });
    expect(await deliver(slow, extractOf(id, 0, 3))).toBe("stale");
    expect(deps.opened.pages).toEqual([1]);
    expect(renewals).toEqual([false]);
    expect(await work()).toMatch(/^2 newer /);
    expect(await homeOf(deps, id)).toEqual([]);
  });

  it("stops reading when its job has ended", async () => {
    const slow = watched(async () => {
      await deps.jobs.cancel(id);
      await untilRenewed();
    });
    expect(await deliver(slow, extractOf(id, 0, 3))).toBe("stale");
    expect(deps.opened.pages).toEqual([1]);
  });

  it("reads on through a renewal that cannot be made", async () => {
    const slow = watched((number) => (number === 1 ? untilRenewed() : Promise.resolve()));
    const renew = deps.jobs.renew;
    deps = { ...deps, jobs: { ...deps.jobs, renew: down } };
    const jobs = { ...slow.jobs, renew: async (...args: Parameters<typeof renew>) => slow.jobs.renew(...args) };
    expect(await deliver({ ...slow, jobs }, extractOf(id, 0, 3))).toBe("done");
    expect(deps.logged.map(({ event }) => event)).toEqual(["lease.renewal_failed"]);
  });

  it("has its time: past it the attempt ends, and counts", async () => {
    const { messageId } = newDelivery();
    const slow = watched(async (number) => {
      if (number === 2) vi.advanceTimersByTime(deps.rangeBudgetMs + 1);
    });
    const late = deliver(slow, extractOf(id, 0, 3), { messageId, retried: 0 });
    await expect(late).rejects.toMatchObject({ code: "range_timed_out", status: 503, retryable: true });
    expect(deps.opened.pages).toEqual([1, 2]);
    expect(await work()).toMatch(/^1 [0-9a-f]{16} /);
    await expect(deliver(slow, extractOf(id, 0, 3), { messageId, retried: 1 })).rejects.toMatchObject({
      code: "range_timed_out",
    });
    expect(await deliver(slow, extractOf(id, 0, 3), { messageId, retried: 2 })).toBe("done");
    expect(await work()).toBe("split");
  });

  it("that hangs gives no sign of life once its time is up, so that another can take over", async () => {
    let reached = () => {};
    const hung = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const slow = watched(() => {
      reached();
      return new Promise(() => {});
    });
    void deliver(slow, extractOf(id, 0, 3));
    await hung;
    const within = Math.floor(deps.rangeBudgetMs / (store.timing.leaseMs / 3 + 1));
    for (let n = 0; n < within; n++) await untilRenewed();
    vi.advanceTimersByTime(store.timing.leaseMs);
    expect(vi.getTimerCount()).toBe(0);
    expect(renewals).toEqual(Array(within).fill(true));
    await store.elapse(store.timing.leaseMs);
    expect(await deliver(deps, extractOf(id, 0, 3))).toBe("done");
  });

  it("that lost its lease while it hangs asks for it no more", async () => {
    let reached = () => {};
    const hung = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const slow = watched(() => {
      reached();
      return new Promise(() => {});
    });
    void deliver(slow, extractOf(id, 0, 3));
    await hung;
    await store.elapse(store.timing.leaseMs);
    expect(await deliver(deps, extractOf(id, 0, 3))).toBe("done");
    await untilRenewed();
    expect(renewals).toEqual([false]);
    vi.advanceTimersByTime(store.timing.leaseMs);
    expect(vi.getTimerCount()).toBe(0);
    expect(renewals).toHaveLength(1);
  });

  it("goes on with the only range when a sign of life finds the document planned before it knows", async () => {
    const other = newJobId();
    const short = createTestPipeline(store, { pages: 3, rangePages: 3 });
    await acceptDocument(short, other);
    const base = watched();
    const plan: typeof deps.jobs.plan = async (...step) => {
      const outcome = await deps.jobs.plan(...step);
      await untilRenewed();
      return outcome;
    };
    const jobs = { ...base.jobs, plan };
    expect(await deliver({ ...short, jobs }, planOf(other))).toBe("done");
    expect(renewals).toEqual([false]);
    expect(await textsOfResult(deps, other)).toEqual(["Page 1", "Page 2", "Page 3"]);
  });
});

describe("An attempt that met a passing fault", () => {
  it.each(["documents", "results"] as const)("of the %s does not count, however often", async (port) => {
    const faulty = port === "documents" ? { open: down } : { sealPart: down };
    for (let n = 0; n < 6; n++) {
      const broken = { ...deps, [port]: { ...deps[port], ...faulty } };
      await expect(deliver(broken, extractOf(id, 0, 3))).rejects.toMatchObject({ code: "store_unavailable" });
      expect(await work()).toBe("0 - 0 - 0");
    }
    expect(await deliver(deps, extractOf(id, 0, 3))).toBe("done");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("while it planned does not count either", async () => {
    const other = newJobId();
    await acceptDocument(deps, other);
    const broken = { ...deps, documents: { ...deps.documents, open: down } };
    for (let n = 0; n < 6; n++) await expect(deliver(broken, planOf(other))).rejects.toThrow();
    expect((await recordOf(deps, other)).state).toBe("queued");
    expect(await deliver(deps, planOf(other))).toBe("done");
  });

  it("before it knew that it had a lease does not count", async () => {
    const claim: typeof deps.jobs.claim = async (...asked) => deps.jobs.claim(...asked).then(down);
    for (let n = 0; n < 6; n++) {
      const failed = deliver({ ...deps, jobs: { ...deps.jobs, claim } }, extractOf(id, 0, 3));
      await expect(failed).rejects.toMatchObject({ code: "store_unavailable" });
      expect(await work()).toBe("0 - 0 - 0");
    }
    expect(await deliver(deps, extractOf(id, 0, 3))).toBe("done");
  });

  it("as it wrote down what is wrong with the document does not count: the verdict stays the same", async () => {
    const other = newJobId();
    await acceptDocument(deps, other);
    const engine = { ...deps.engine, open: () => Promise.reject(new DocatError("pdf_corrupt")) };
    for (let n = 0; n < 6; n++) {
      const failed = deliver({ ...deps, engine, jobs: { ...deps.jobs, fail: down } }, planOf(other));
      await expect(failed).rejects.toMatchObject({ code: "store_unavailable" });
    }
    expect(await deliver({ ...deps, engine }, planOf(other))).toBe("failed");
    expect(await recordOf(deps, other)).toMatchObject({ state: "failed", error: { code: "pdf_corrupt" } });
  });

  it("and cannot hand its lease back tells the first fault, and leaves the lease to expire", async () => {
    const jobs = { ...deps.jobs, release: () => Promise.reject(new DocatError("queue_unavailable")) };
    const documents = { ...deps.documents, open: down };
    const failed = deliver({ ...deps, jobs, documents }, extractOf(id, 0, 3));
    await expect(failed).rejects.toMatchObject({ code: "store_unavailable" });
    expect(deps.logged.map(({ event }) => event)).toEqual(["lease.release_failed"]);
    expect(await deliver(deps, extractOf(id, 0, 3))).toBe("busy");
    await store.elapse(store.timing.leaseMs);
    expect(await deliver(deps, extractOf(id, 0, 3))).toBe("done");
  });
});

describe("An attempt that met an error nobody foresaw", () => {
  it("counts: it may be the document's doing", async () => {
    const engine = { ...deps.engine, open: () => Promise.reject(new RangeError("Invalid array length")) };
    const { messageId } = newDelivery();
    for (const retried of [0, 1]) {
      await expect(deliver({ ...deps, engine }, extractOf(id, 0, 3), { messageId, retried })).rejects.toThrow("array");
    }
    expect(await work()).toMatch(/^2 /);
    expect(await deliver(deps, extractOf(id, 0, 3), { messageId, retried: 2 })).toBe("done");
    expect(await work()).toBe("split");
  });
});
