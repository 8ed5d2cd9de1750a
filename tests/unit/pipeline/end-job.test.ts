/** A job is cancelled or deleted while its functions are at work: they find out, and nothing of theirs remains. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { cancelJob, deleteJob } from "../../../lib/pipeline/end-job.ts";
import { openResult } from "../../../lib/pipeline/read-result.ts";
import {
  acceptDocument,
  assembleOf,
  createTestPipeline,
  deliver,
  extractOf,
  planOf,
  recordOf,
  type TestPipeline,
} from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

const ENDS = { cancelled: cancelJob, deleted: deleteJob } as const;
type End = keyof typeof ENDS;

let store: TestStore;
let deps: TestPipeline;
let id: string;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  id = newJobId();
  deps = createTestPipeline(store, { pages: 4, rangePages: 2 });
  await acceptDocument(deps, id);
});

/** What the store still has of the job, and whether anybody is to look after it. */
async function leftovers(): Promise<string[]> {
  return Object.keys(await store.dump(id)).sort();
}
const LEFT: Readonly<Record<End, readonly string[]>> = { cancelled: ["job"], deleted: ["deleted"] };
const SEEN: Readonly<Record<End, string>> = { cancelled: "stale", deleted: "gone" };

/** The pipeline with `end` carried out just before the call of a port that is named. */
function endingBefore(end: End, port: "documents" | "results" | "jobs", method: string): TestPipeline {
  const target = deps[port] as unknown as Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;
  const call = async (...args: unknown[]) => {
    await ENDS[end](deps, id, "t");
    return target[method]?.(...args);
  };
  return { ...deps, [port]: { ...target, [method]: call } };
}

describe.each(["cancelled", "deleted"] as const)("A job that is %s", (end) => {
  it.each([
    ["jobs", "claim"],
    ["documents", "open"],
    ["jobs", "plan"],
  ] as const)("while it is planned, before %s.%s, is not planned", async (port, method) => {
    const outcome = await deliver(endingBefore(end, port, method), planOf(id));
    // A document that is gone while the job still seems to be there is told as such; nobody hears of it any more.
    expect(outcome).toBe(SEEN[end]);
    expect(await leftovers()).toEqual(LEFT[end]);
    expect(deps.published).toEqual([]);
  });

  it.each([
    ["jobs", "claim"],
    ["documents", "open"],
    ["results", "sealPart"],
    ["jobs", "completeRange"],
  ] as const)("while a range is read, before %s.%s, takes nothing of it", async (port, method) => {
    await deliver(deps, planOf(id));
    const outcome = await deliver(endingBefore(end, port, method), extractOf(id, 0, 2));
    expect(["stale", "gone"]).toContain(outcome);
    expect(await leftovers()).toEqual(LEFT[end]);
  });

  it.each([
    ["jobs", "read"],
    ["results", "getSummaries"],
    ["jobs", "succeed"],
  ] as const)("while it is put together, before %s.%s, does not succeed", async (port, method) => {
    await deliver(deps, planOf(id));
    for (const first of [0, 2]) await deliver(deps, extractOf(id, first, 2));
    const outcome = await deliver(endingBefore(end, port, method), assembleOf(id));
    expect(["stale", "gone"]).toContain(outcome);
    expect((await leftovers()).filter((key) => key !== "done")).toEqual(LEFT[end]);
    await expect(store.results.getManifest(id)).resolves.toBeNull();
  });

  it("has its messages dropped by the broker, and ends all the same when that cannot be done", async () => {
    await ENDS[end](deps, id, "t");
    expect(deps.dropped).toEqual([id]);
    const other = newJobId();
    await acceptDocument(deps, other);
    const queue = { ...deps.queue, cancel: () => Promise.reject(new DocatError("queue_unavailable")) };
    await ENDS[end]({ ...deps, queue }, other, "t");
    expect(deps.logged.map(({ event }) => event)).toEqual(["queue.cancel_failed"]);
    expect(await deliver(deps, planOf(other))).toBe(SEEN[end]);
  });

  it("is no job that never was", async () => {
    await expect(ENDS[end](deps, newJobId(), "t")).rejects.toMatchObject({ code: "job_unknown" });
    expect(deps.dropped).toEqual([]);
  });
});

describe("Cancelling", () => {
  it("a cancelled job is the same as cancelling it once", async () => {
    await cancelJob(deps, id, "t");
    const before = await store.dump(id);
    await cancelJob(deps, id, "t");
    expect(await store.dump(id)).toEqual(before);
    await expect(openResult(deps.results, await recordOf(deps, id))).rejects.toMatchObject({ code: "job_cancelled" });
  });

  it("a job that has ended is refused, and says how it ended", async () => {
    const short = createTestPipeline(store, { pages: 2, rangePages: 2 });
    await deliver(short, planOf(id));
    const detail = expect.stringContaining("succeeded");
    await expect(cancelJob(deps, id, "t")).rejects.toMatchObject({ code: "job_ended", status: 409, detail });
    expect((await recordOf(deps, id)).state).toBe("succeeded");
  });
});

describe("Deleting", () => {
  it("a finished job takes its result with it", async () => {
    const short = createTestPipeline(store, { pages: 2, rangePages: 2 });
    await deliver(short, planOf(id));
    const { deletedAt } = await deleteJob(deps, id, "t");
    expect(deletedAt).toBeGreaterThan(0);
    expect(await leftovers()).toEqual(["deleted"]);
    expect(await deps.jobs.read(id)).toBeNull();
    expect(await deps.documents.open(id)).toBeNull();
  });
});
