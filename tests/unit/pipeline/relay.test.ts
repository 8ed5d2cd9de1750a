/** Handing over what is owed. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { relay } from "../../../lib/pipeline/relay.ts";
import { createTestPipeline, owedBy, planOf } from "../../support/test-pipeline.ts";
import { openTestStore, type TestStore } from "../../support/test-store.ts";

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

async function pipelineWithJob() {
  const deps = createTestPipeline(store, { pages: 1, rangePages: 1 });
  const id = newJobId();
  await deps.documents.put(id, new Uint8Array(1));
  await deps.jobs.create({ id, tenant: "t", options: {}, source: { name: null, sha256: "", size_bytes: 1 } });
  return { deps, id, owed: planOf(id) };
}

describe("Relaying", () => {
  it("publishes what is owed in one request, and strikes it off afterwards", async () => {
    const { deps, id, owed } = await pipelineWithJob();
    const order: string[] = [];
    const note = async (moment: string) => void order.push(`${moment}, ${(await owedBy(deps, id)).length} owed`);
    await relay({ ...deps, queue: { ...deps.queue, publish: () => note("publish") } }, id, [owed]);
    await note("then");
    expect(order).toEqual(["publish, 1 owed", "then, 0 owed"]);
  });

  it("asks nobody when nothing is owed", async () => {
    const { deps, id, owed } = await pipelineWithJob();
    await relay(deps, id, []);
    expect(deps.published).toEqual([]);
    expect(await owedBy(deps, id)).toEqual([owed]);
  });

  it("leaves the outbox as it is when publishing fails", async () => {
    const { deps, id, owed } = await pipelineWithJob();
    const fault = new DocatError("queue_unavailable");
    const queue = { ...deps.queue, publish: () => Promise.reject(fault) };
    await expect(relay({ ...deps, queue }, id, [owed])).rejects.toBe(fault);
    expect(await owedBy(deps, id)).toEqual([owed]);
  });

  it("does not fail when only the striking fails: the messages are on their way", async () => {
    const { deps, id, owed } = await pipelineWithJob();
    const fault = new DocatError("store_unavailable");
    const jobs = { ...deps.jobs, settle: () => Promise.reject(fault) };
    await relay({ ...deps, jobs }, id, [owed]);
    expect(deps.published).toEqual([[owed]]);
    expect(deps.logged).toEqual([{ event: "outbox.settle_failed", error: fault }]);
  });
});
