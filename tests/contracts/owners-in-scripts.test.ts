/** Whose a thing is, is asked in the same script that acts on it: another account's is as unknown as one that never was, and stays as it is. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newJobId } from "../../lib/pipeline/accept.ts";
import { beginUpload } from "../../lib/pipeline/uploads.ts";
import { ENGINES } from "../support/engines.ts";
import { acceptDocument, createTestPipeline } from "../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

describe.each(ENGINES)("Another account, on the $name,", ({ preferServer }) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore({ preferServer });
  });
  afterAll(() => store.close());

  async function job(): Promise<string> {
    const id = newJobId();
    await acceptDocument(createTestPipeline(store, { pages: 1, rangePages: 1 }), id);
    return id;
  }

  it("cancels no job", async () => {
    const id = await job();
    const before = await store.dump(id);
    expect(await store.jobs.cancel(id, "other")).toEqual({ kind: "gone" });
    expect(await store.jobs.cancel(newJobId(), "other")).toEqual({ kind: "gone" });
    expect(await store.dump(id)).toEqual(before);
    expect(await store.jobs.cancel(id, "t")).toMatchObject({ kind: "cancelled" });
  });

  it("deletes no job", async () => {
    const id = await job();
    const before = await store.dump(id);
    expect(await store.jobs.delete(id, "other")).toBeNull();
    expect(await store.dump(id)).toEqual(before);
    const receipt = await store.jobs.delete(id, "t");
    expect(receipt).toMatchObject({ deletedAt: expect.any(Number) });
    expect(await store.jobs.delete(id, "other")).toBeNull();
    expect(await store.jobs.delete(id, "t")).toEqual(receipt);
  });

  it("takes no step of an upload", async () => {
    const { uploads } = store;
    const deps = { uploads, maxDocumentBytes: 1_000_000, direct: null, scan: async () => {} };
    const own = await beginUpload(deps, { tenant: "t" }, { size_bytes: 1_000 });
    const foreign = { ...own, tenant: "other" };
    expect(await uploads.putPieces(foreign, 0, new Uint8Array(1_000))).toBeNull();
    expect(await uploads.close(foreign)).toBeNull();
    await uploads.renew(foreign);
    await uploads.delete(foreign);
    expect(await uploads.read(own.id)).toEqual(own);
    expect(await uploads.putPieces(own, 0, new Uint8Array(1_000))).toBe("open");
    expect(await uploads.close(own)).toBe("checking");
    await uploads.reopen(foreign);
    await expect(uploads.complete(foreign, { sizeBytes: 1, sha256: "0".repeat(64) })).rejects.toMatchObject({
      code: "upload_unknown",
    });
    expect((await uploads.read(own.id))?.state).toBe("checking");
    await uploads.delete(own);
    expect(await uploads.read(own.id)).toBeNull();
  });
});
