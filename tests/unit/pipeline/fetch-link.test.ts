/** A document by link on its way into a job: what is tried again, what is not, and what is remembered. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { GuardedResponse } from "../../../lib/contracts/guarded-fetch.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { acceptJob, newJobId } from "../../../lib/pipeline/accept.ts";
import { fetchedDocument } from "../../../lib/pipeline/fetch-link.ts";
import { contentOf } from "../../support/stored-content.ts";
import { createTestPipeline, deliver, newDelivery, planOf, recordOf } from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

const pdf = Buffer.from(`%PDF-1.7\n${"x".repeat(2_000)}`);
const url = "https://documents.example/canary-path.pdf";

function responseOf(bytes: Uint8Array, chunk = bytes.length): GuardedResponse {
  async function* body() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  return { status: 200, headers: {}, url, body: body(), discard: () => {} };
}

let store: TestStore;
let id: string;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(() => {
  id = newJobId();
});

async function accepted(send: () => Promise<GuardedResponse>) {
  const deps = { ...createTestPipeline(store, { pages: 2, rangePages: 1 }), links: { send: vi.fn(send) } };
  await acceptJob(deps, { tenant: "t", name: null, url, options: {} }, id);
  return deps;
}

describe("A link", () => {
  it("is kept sealed until its document has been fetched, in pieces of any size", async () => {
    const deps = await accepted(async () => responseOf(pdf, 7));
    expect(await deps.documents.open(id)).toEqual({ kind: "link", url });
    expect(JSON.stringify(await store.dump(id))).not.toContain("canary-path");
    expect(await deliver(deps, planOf(id))).toBe("done");
    expect(Buffer.from((await contentOf(deps.documents, id)) ?? [])).toEqual(pdf);
    expect((await recordOf(deps, id)).source).toMatchObject({ name: "canary-path.pdf", size_bytes: pdf.length });
  });

  it("is not asked again by an attempt that finds its document there", async () => {
    const deps = await accepted(async () => responseOf(pdf));
    const jobs = { ...deps.jobs, plan: () => Promise.reject(new DocatError("store_unavailable")) };
    await expect(deliver({ ...deps, jobs }, planOf(id))).rejects.toMatchObject({ code: "store_unavailable" });
    expect(await deliver(deps, planOf(id))).toBe("done");
    expect(deps.links.send).toHaveBeenCalledTimes(1);
    expect((await recordOf(deps, id)).source).toMatchObject({ size_bytes: pdf.length, url });
  });

  it("is written no further by an attempt that has lost its lease", async () => {
    const deps = await accepted(async () => responseOf(pdf, 100));
    const record = await recordOf(deps, id);
    let checks = 0;
    const check = () => {
      checks += 1;
      if (checks > 3) throw new Error("lost");
    };
    await expect(fetchedDocument(deps, record, { check })).rejects.toThrow("lost");
    expect(await deps.documents.open(id)).toEqual({ kind: "link", url });
    expect(await deliver(deps, planOf(id))).toBe("done");
    expect(Buffer.from((await contentOf(deps.documents, id)) ?? [])).toEqual(pdf);
  });

  it("that cannot be reached is tried again, and fails its job after the last attempt", async () => {
    const deps = await accepted(() => Promise.reject(new DocatError("url_unreachable")));
    const { messageId } = newDelivery();
    for (const retried of [0, 1, 2]) {
      const delivery = deliver(deps, planOf(id), { messageId, retried });
      await expect(delivery).rejects.toMatchObject({ code: "url_unreachable" });
      expect((await recordOf(deps, id)).state).toBe("queued");
    }
    expect(await deliver(deps, planOf(id), { messageId, retried: 3 })).toBe("failed");
    expect((await recordOf(deps, id)).error).toMatchObject({ code: "url_unreachable", retryable: true });
  });

  it("shares nothing with another job for the same link: nobody knows what is behind it now", async () => {
    const deps = await accepted(async () => responseOf(pdf));
    const other = newJobId();
    const { record } = await acceptJob(deps, { tenant: "t", name: null, url, options: {} }, other);
    expect(record).toMatchObject({ state: "queued", source: { url } });
    expect(record).not.toHaveProperty("leader");
  });
});
