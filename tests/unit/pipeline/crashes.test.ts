/** Functions that die at work: who takes over, what a page costs that kills every function, and that nothing else is lost. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_ATTEMPTS, MAX_CRASHES } from "../../../lib/limits/job-timing.ts";
import { acceptJob, newJobId } from "../../../lib/pipeline/accept.ts";
import { openResult } from "../../../lib/pipeline/read-result.ts";
import { deliverMortal, deliverToMortals, type Killer } from "../../support/mortal-functions.ts";
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

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

async function accepted(pages: number, rangePages: number): Promise<{ deps: TestPipeline; id: string }> {
  const deps = createTestPipeline(store, { pages, rangePages });
  const id = newJobId();
  await acceptDocument(deps, id);
  return { deps, id };
}

/** A job all of whose functions die of the same things, at its end. */
async function jobAmongMortals(pages: number, rangePages: number, killers: readonly Killer[]) {
  const deps = createTestPipeline(store, { pages, rangePages });
  const id = newJobId();
  await acceptJob(deps, { tenant: "t", name: null, bytes: new Uint8Array(8), options: {} }, id);
  const deaths = await deliverToMortals(deps, killers);
  return { deps, id, deaths };
}

const textOf = (number: number) => `Page ${number}`;

describe("A function that dies", () => {
  it("while it opens the document leaves the job to the next delivery of its message, at once", async () => {
    const { deps, id } = await accepted(3, 3);
    const { messageId } = newDelivery();
    expect(await deliverMortal(deps, planOf(id), ["open"], { messageId, retried: 0 })).toBe("died");
    expect(await deliver(deps, planOf(id))).toBe("busy");
    expect(deps.opened.documents).toBe(0);
    expect(await deliver(deps, planOf(id), { messageId, retried: 1 })).toBe("done");
    expect((await recordOf(deps, id)).state).toBe("succeeded");
  });

  it("leaves the job to any other delivery once its lease has expired", async () => {
    const { deps, id } = await accepted(3, 3);
    expect(await deliverMortal(deps, planOf(id), ["open"])).toBe("died");
    await store.elapse(store.timing.leaseMs);
    expect(await deliver(deps, planOf(id))).toBe("done");
    expect((await recordOf(deps, id)).state).toBe("succeeded");
  });

  it("while it reads the only range leaves the plan as it is, and the range to the next delivery", async () => {
    const { deps, id } = await accepted(3, 3);
    const { messageId } = newDelivery();
    expect(await deliverMortal(deps, planOf(id), [2], { messageId, retried: 0 })).toBe("died");
    expect((await recordOf(deps, id)).state).toBe("running");
    expect(await deliver(deps, planOf(id), { messageId, retried: 1 })).toBe("done");
    expect(await textsOfResult(deps, id)).toEqual([1, 2, 3].map(textOf));
  });

  it("while it reads a range leaves that range alone to its successor", async () => {
    const { deps, id } = await accepted(6, 3);
    await deliver(deps, planOf(id));
    const { messageId } = newDelivery();
    expect(await deliverMortal(deps, extractOf(id, 0, 3), [1], { messageId, retried: 0 })).toBe("died");
    expect(await deliver(deps, extractOf(id, 0, 3))).toBe("busy");
    expect(await deliver(deps, extractOf(id, 3, 3))).toBe("done");
    expect(await deliver(deps, extractOf(id, 0, 3), { messageId, retried: 1 })).toBe("done");
    expect(await homeOf(deps, id)).toEqual([
      { first: 0, count: 3 },
      { first: 3, count: 3 },
    ]);
  });

  it("on the same range again has it halved: the halves are handed over, and read apart", async () => {
    const { deps, id } = await accepted(6, 4);
    await deliver(deps, planOf(id));
    deps.published.length = 0;
    const { messageId } = newDelivery();
    for (const retried of [0, 1]) {
      expect(await deliverMortal(deps, extractOf(id, 0, 3), [3], { messageId, retried })).toBe("died");
    }
    expect(await deliver(deps, extractOf(id, 0, 3), { messageId, retried: 2 })).toBe("done");
    expect(deps.published).toHaveLength(1);
    expect(deps.published[0]).toEqual(expect.arrayContaining([extractOf(id, 0, 2), extractOf(id, 2, 1)]));
    for (const range of [extractOf(id, 0, 2), extractOf(id, 2, 1), extractOf(id, 3, 3)]) await deliver(deps, range);
    expect((await recordOf(deps, id)).state).toBe("assembling");
  });

  it("just after it halved a range leaves the halves to the next delivery", async () => {
    const { deps, id } = await accepted(6, 3);
    await deliver(deps, planOf(id));
    deps.published.length = 0;
    const { messageId } = newDelivery();
    for (const retried of [0, 1]) await deliverMortal(deps, extractOf(id, 0, 3), [1], { messageId, retried });
    const queue = { ...deps.queue, publish: () => Promise.reject(new Error("killed")) };
    await expect(deliver({ ...deps, queue }, extractOf(id, 0, 3), { messageId, retried: 2 })).rejects.toThrow("killed");
    expect(await deliver(deps, extractOf(id, 0, 3), { messageId, retried: 3 })).toBe("done");
    expect(deps.published[0]).toEqual(expect.arrayContaining([extractOf(id, 0, 2), extractOf(id, 2, 1)]));
  });
});

describe("A page that kills every function", () => {
  it.each([
    ["of a document that is not sent round", 8, 8, [6]],
    ["of a range", 16, 4, [6]],
    ["of its range alone", 3, 1, [2]],
    ["beside others that do", 12, 6, [1, 2, 7, 12]],
  ] as const)("%s is alone at last and marked; all other pages are there", async (_, pages, rangePages, killers) => {
    const { deps, id, deaths } = await jobAmongMortals(pages, rangePages, killers);
    const record = await recordOf(deps, id);
    expect(record).toMatchObject({ state: "succeeded", error: null });
    const { frame } = await openResult(deps.results, record);
    expect(frame.receipt).toMatchObject({
      pages_selected: pages,
      pages_extracted: pages - killers.length,
      pages_failed: [...killers],
    });
    expect(frame.warnings.map(({ code, page }) => [code, page])).toEqual(
      killers.map((page) => ["page_too_complex", page]),
    );
    const all = Array.from({ length: pages }, (_, index) => index + 1);
    const isKiller = (number: number) => killers.some((killer) => killer === number);
    expect(await textsOfResult(deps, id)).toEqual(all.map((number) => (isKiller(number) ? "" : textOf(number))));
    expect(deaths).toBeGreaterThanOrEqual(MAX_ATTEMPTS);
  });

  it("and is the only one of its document leaves no result: the job fails", async () => {
    const { deps, id, deaths } = await jobAmongMortals(1, 1, [1]);
    expect(await recordOf(deps, id)).toMatchObject({ state: "failed", error: { code: "pdf_too_complex" } });
    expect(deaths).toBe(MAX_ATTEMPTS);
  });

  it("as all of a document do costs a bounded number of functions, and the job ends", async () => {
    const pages = 64;
    const killers = Array.from({ length: pages }, (_, index) => index + 1);
    const { deps, id, deaths } = await jobAmongMortals(pages, 16, killers);
    const record = await recordOf(deps, id);
    expect(record).toMatchObject({ state: "failed", error: { code: "pdf_too_complex" } });
    expect(deaths).toBeLessThanOrEqual(2 * MAX_CRASHES + 4);
  });

  it("takes no page of another job with it", async () => {
    const other = await accepted(4, 2);
    await jobAmongMortals(4, 2, [1, 2, 3, 4]);
    other.deps.published.push([planOf(other.id)]);
    expect(await deliverToMortals(other.deps, [])).toBe(0);
    expect(await textsOfResult(other.deps, other.id)).toEqual([1, 2, 3, 4].map(textOf));
  });
});

describe("A document that kills every function that opens it", () => {
  it("fails after three attempts, as one that is too complex", async () => {
    const { deps, id, deaths } = await jobAmongMortals(3, 3, ["open"]);
    expect(deaths).toBe(MAX_ATTEMPTS);
    expect(await recordOf(deps, id)).toMatchObject({
      state: "failed",
      error: { code: "pdf_too_complex", status: 422 },
    });
  });
});
