/** A document that was too complex to read is refused for a day, at no cost, to its tenant only. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DocatError } from "../../lib/errors/docat-error.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import { acceptJob, newJobId } from "../../lib/pipeline/accept.ts";
import { ENGINES } from "../support/engines.ts";
import { asStored } from "../support/shared-jobs.ts";
import { createTestPipeline, deliver, planOf, recordOf, type TestPipeline } from "../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../support/test-store.ts";

const bytes = new TextEncoder().encode("%PDF-bomb");

describe.each(ENGINES)("A document that is too complex, on the $name", ({ preferServer }) => {
  let store: TestStore;
  let deps: TestPipeline;
  beforeEach(async () => {
    store = await openTestStore({ preferServer });
    const pipeline = createTestPipeline(store, { pages: 4, rangePages: 2 });
    const open = () => Promise.reject(new DocatError("pdf_too_complex", { detail: "Too deep." }));
    deps = { ...pipeline, admission: store.admission, engine: { ...pipeline.engine, open } };
  });
  afterEach(() => store.close());

  const accept = async (change = {}) => {
    const id = newJobId();
    const submission = { tenant: "t", name: "a.pdf", bytes, options: { pages: "1" }, ...change };
    return acceptJob(deps, submission, id);
  };
  const bomb = async () => {
    const { record } = await accept();
    await deliver(deps, planOf(record.id));
    return recordOf(deps, record.id);
  };

  it("fails at once when it comes again, with the same error, and neither stored nor sent", async () => {
    const first = await bomb();
    expect(first).toMatchObject({ state: "failed", error: { code: "pdf_too_complex", detail: "Too deep." } });
    const before = deps.published.length;
    for (const change of [{}, { options: {} }, { name: "b.pdf" }, { shared: false }]) {
      const { record } = await accept(change);
      expect(record).toMatchObject({ state: "failed", error: first.error, finished_at: record.created_at });
      expect(await recordOf(deps, record.id)).toEqual(asStored(record));
      expect(Object.keys(await store.dump(record.id))).toEqual(["job"]);
    }
    expect(deps.published).toHaveLength(before);
  });

  it("is tried again for another tenant, as another document, and after a day", async () => {
    await bomb();
    expect((await accept({ tenant: "u" })).record.state).toBe("queued");
    expect((await accept({ bytes: new TextEncoder().encode("%PDF-other") })).record.state).toBe("queued");
    const [key = ""] = await store.redis.keys("docat:quarantine:*");
    const ttl = await store.redis.ttl(key);
    expect(ttl).toBeLessThanOrEqual(DEFAULT_RETENTION.quarantineSeconds);
    expect(ttl).toBeGreaterThan(DEFAULT_RETENTION.quarantineSeconds - 60);
    await store.redis.del(key);
    expect((await accept()).record.state).toBe("queued");
  });

  it("is remembered by an HMAC and its error alone, also when its job is deleted", async () => {
    const { id, source } = await bomb();
    await deps.jobs.delete(id);
    const [key = "", ...others] = await store.redis.keys("docat:quarantine:*");
    expect(others).toEqual([]);
    expect(key).toMatch(/^docat:quarantine:[0-9a-f]{64}$/);
    expect(key).not.toContain(source.sha256);
    const value = await store.redis.get<string>(key);
    expect(JSON.parse(value ?? "")).toMatchObject({ code: "pdf_too_complex" });
  });

  it("is not what another failure makes of a document", async () => {
    const open = () => Promise.reject(new DocatError("pdf_corrupt"));
    deps = { ...deps, engine: { ...deps.engine, open } };
    await bomb();
    expect((await accept()).record.state).toBe("queued");
  });
});
