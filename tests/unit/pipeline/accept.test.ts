/** Accepting a document: what is left when one of the steps fails. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { jobIdSchema } from "../../../lib/contracts/job-id.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { acceptJob, acceptOnce, newJobId } from "../../../lib/pipeline/accept.ts";
import { contentOf } from "../../support/stored-content.ts";
import {
  createTestPipeline,
  deliver,
  owedBy,
  planOf,
  progressOf,
  recordOf,
  type TestPipeline,
} from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

const bytes = new TextEncoder().encode("%PDF-abc");
const submission = { tenant: "t", name: "a.pdf", bytes, options: { pages: "1-2" } };
const down = new DocatError("queue_unavailable", { retryAfterSeconds: 5 });

let store: TestStore;
let deps: TestPipeline;
let id: string;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(() => {
  id = newJobId();
  deps = createTestPipeline(store, { pages: 3, rangePages: 10 });
});

describe("A job's id", () => {
  it("is one of ours, and never made twice", () => {
    const ids = Array.from({ length: 1_000 }, newJobId);
    expect(ids.every((made) => jobIdSchema.safeParse(made).success)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("An accepted document", () => {
  it("is stored, is a queued job, and its plan is with the broker, and owed until it has come back", async () => {
    const job = await acceptJob(deps, submission, id);
    const stored = await progressOf(deps, id);
    expect({ ...job, owed: [planOf(id)], record: { ...job.record, key: stored.record.key } }).toEqual(stored);
    expect(job.record).toMatchObject({
      state: "queued",
      tenant: "t",
      options: { pages: "1-2" },
      source: {
        name: "a.pdf",
        size_bytes: 8,
        sha256: "1e8a7587529cc956d46dea481f38c623395a879a1179c277f476a9cdb88a540d",
      },
    });
    expect(await contentOf(deps.documents, id)).toEqual(bytes);
    expect(deps.published).toEqual([[planOf(id)]]);
    expect(await owedBy(deps, id)).toEqual([planOf(id)]);
    expect(await deliver(deps, planOf(id))).toBe("done");
    expect((await recordOf(deps, id)).state).toBe("succeeded");
    expect(await owedBy(deps, id)).toEqual([]);
  });
});

describe("A result that is expected", () => {
  const once = (key: string) => ({ operation: "POST /v1/jobs", key, answerOf: () => `answer by ${key}` });
  /** A result that this process has seen. */
  async function seenResult() {
    const shared = { ...deps, admission: store.admission };
    const document = { ...submission, bytes: new TextEncoder().encode(`%PDF-${id}`) };
    await acceptJob(shared, document, id);
    await deliver(shared, planOf(id));
    expect((await recordOf(shared, id)).state).toBe("succeeded");
    return { shared, document };
  }
  const failing = (method: "admit" | "adopt", error: Error) => ({
    ...deps,
    admission: { ...store.admission, [method]: () => Promise.reject(error) },
  });

  it("makes the job, although nobody could say what is known", async () => {
    const { document } = await seenResult();
    const job = await acceptJob(failing("admit", down), document);
    expect(job.record).toMatchObject({ state: "succeeded", result_of: id, cached: true });
  });

  it("is no hindrance to an answer that was given before", async () => {
    const { shared, document } = await seenResult();
    const first = await acceptOnce(shared, document, once(id));
    expect(await acceptOnce(failing("adopt", down), document, once(id))).toEqual({ ...first, replayed: true });
  });

  it("makes no job where nobody can say whether it did", async () => {
    const { document } = await seenResult();
    const other = newJobId();
    await expect(acceptOnce(failing("adopt", down), document, once(other), other)).rejects.toBe(down);
    expect(await deps.jobs.read(other)).toBeNull();
  });

  it("is no job where it has gone and nobody could say what is known", async () => {
    const { document } = await seenResult();
    await deps.jobs.delete(id);
    const other = newJobId();
    await expect(acceptJob(failing("admit", down), document, other)).rejects.toBe(down);
    expect(await deps.jobs.read(other)).toBeNull();
  });
});

describe("A request that fails while the same one is made again", () => {
  it("leaves the job to whoever was told of it, and the job goes on by what it owes", async () => {
    const once = {
      operation: "POST /v1/jobs",
      key: id,
      answerOf: ({ record }: { record: { id: string } }) => record.id,
    };
    const { admission } = store;
    let heard: unknown;
    const publish = async () => {
      heard = await acceptOnce({ ...deps, admission }, submission, once, newJobId());
      throw new DocatError("queue_unavailable");
    };
    const broken = { ...deps, admission, queue: { ...deps.queue, publish } };
    await expect(acceptOnce(broken, submission, once, id)).rejects.toMatchObject({ code: "queue_unavailable" });
    expect(heard).toEqual({ answer: id, replayed: true });
    expect((await recordOf(deps, id)).state).toBe("queued");
    expect(await owedBy(deps, id)).toMatchObject([planOf(id)]);
    expect(await deliver(deps, planOf(id))).toBe("done");
    expect((await recordOf(deps, id)).state).toBe("succeeded");
  });
});

describe("A document that cannot be accepted", () => {
  it("is no job either when its birth arrives, document and all, after its maker has given up", async () => {
    const late: (() => Promise<unknown>)[] = [];
    const lost = <T>(step: () => Promise<T>): Promise<T> => {
      late.push(step);
      return Promise.reject(new DocatError("store_unavailable"));
    };
    const put: typeof deps.documents.put = (...args) => lost(() => deps.documents.put(...args));
    const create: typeof deps.jobs.create = (job) => lost(() => deps.jobs.create(job));
    const lead: typeof deps.admission.lead = (birth) => lost(() => deps.admission.lead(birth));
    const away = {
      ...deps,
      documents: { ...deps.documents, put },
      jobs: { ...deps.jobs, create },
      admission: { ...deps.admission, lead },
    };
    await expect(acceptJob(away, submission, id)).rejects.toMatchObject({ code: "store_unavailable" });
    expect(late).toHaveLength(2);
    for (const step of late) await step().catch(() => undefined);
    expect(await deps.jobs.read(id)).toBeNull();
    expect(await deps.documents.open(id)).toBeNull();
  });

  it("is no job when it cannot be stored", async () => {
    const documents = { ...deps.documents, put: () => Promise.reject(new DocatError("store_unavailable")) };
    await expect(acceptJob({ ...deps, documents }, submission, id)).rejects.toMatchObject({
      code: "store_unavailable",
    });
    expect(await deps.jobs.read(id)).toBeNull();
    expect(deps.published).toEqual([]);
  });

  it("is published by nobody and leaves no document when the job cannot be written", async () => {
    const jobs = { ...deps.jobs, create: () => Promise.reject(new DocatError("store_unavailable")) };
    await expect(acceptJob({ ...deps, jobs }, submission, id)).rejects.toMatchObject({ code: "store_unavailable" });
    expect(deps.published).toEqual([]);
    expect(await deps.documents.open(id)).toBeNull();
  });

  it("is a failed job without its document when the broker does not take it", async () => {
    const queue = { ...deps.queue, publish: () => Promise.reject(down) };
    await expect(acceptJob({ ...deps, queue }, submission, id)).rejects.toBe(down);
    expect(await recordOf(deps, id)).toMatchObject({
      state: "failed",
      error: { code: "queue_unavailable", retryable: true },
    });
    expect(await owedBy(deps, id)).toEqual([]);
    expect(await deps.documents.open(id)).toBeNull();
  });

  it("tells its owner nothing of an error that nobody foresaw", async () => {
    const queue = { ...deps.queue, publish: () => Promise.reject(new TypeError("canary")) };
    await expect(acceptJob({ ...deps, queue }, submission, id)).rejects.toThrow("canary");
    const record = await recordOf(deps, id);
    expect(record.error?.code).toBe("internal_error");
    expect(JSON.stringify(record)).not.toContain("canary");
  });

  it("is refused for the first reason even when cleaning up fails too, and the log has the others", async () => {
    const broken = () => Promise.reject(new DocatError("store_unavailable"));
    const faulty = {
      ...deps,
      queue: { ...deps.queue, publish: () => Promise.reject(down) },
      jobs: { ...deps.jobs, abandon: broken },
      documents: { ...deps.documents, delete: broken },
    };
    await expect(acceptJob(faulty, submission, id)).rejects.toBe(down);
    expect(deps.logged.map(({ event }) => event)).toEqual(["accept.undo_failed", "accept.undo_failed"]);
  });

  it("runs late at worst: a delivery that got through although publishing failed finds the job ended", async () => {
    const queue = { ...deps.queue, publish: () => Promise.reject(down) };
    await expect(acceptJob({ ...deps, queue }, submission, id)).rejects.toBe(down);
    expect(await deliver(deps, planOf(id))).toBe("stale");
    expect(deps.opened.documents).toBe(0);
  });
});
