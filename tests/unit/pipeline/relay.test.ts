/** Handing over what is owed. */
import { describe, expect, it } from "vitest";
import type { StageMessage } from "../../../lib/contracts/stage-message.ts";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { newJobId } from "../../../lib/pipeline/accept.ts";
import { relay } from "../../../lib/pipeline/relay.ts";
import { createMemoryPipeline } from "../../support/memory-ports.ts";

const id = newJobId();
const owed: StageMessage = { v: 1, kind: "plan", job_id: id, epoch: 0 };

async function pipelineWithJob() {
  const deps = createMemoryPipeline({ pages: 1, rangePages: 1 });
  await deps.jobs.create({ id, tenant: "t", options: {}, source: { name: null, sha256: "", size_bytes: 1 }, owed });
  return deps;
}

describe("Relaying", () => {
  it("publishes what is owed in one request, and strikes it off afterwards", async () => {
    const deps = await pipelineWithJob();
    const order: string[] = [];
    const queue = { ...deps.queue, publish: async () => void order.push(`publish, ${deps.jobs.owed(id).length} owed`) };
    await relay({ ...deps, queue }, id, [owed]);
    order.push(`then, ${deps.jobs.owed(id).length} owed`);
    expect(order).toEqual(["publish, 1 owed", "then, 0 owed"]);
  });

  it("asks nobody when nothing is owed", async () => {
    const deps = await pipelineWithJob();
    await relay(deps, id, []);
    expect(deps.published).toEqual([]);
    expect(deps.jobs.owed(id)).toEqual([owed]);
  });

  it("leaves the outbox as it is when publishing fails", async () => {
    const deps = await pipelineWithJob();
    const fault = new DocatError("queue_unavailable");
    const queue = { ...deps.queue, publish: () => Promise.reject(fault) };
    await expect(relay({ ...deps, queue }, id, [owed])).rejects.toBe(fault);
    expect(deps.jobs.owed(id)).toEqual([owed]);
  });

  it("does not fail when only the striking fails: the messages are on their way", async () => {
    const deps = await pipelineWithJob();
    const fault = new DocatError("store_unavailable");
    const jobs = { ...deps.jobs, settle: () => Promise.reject(fault) };
    await relay({ ...deps, jobs }, id, [owed]);
    expect(deps.published).toEqual([[owed]]);
    expect(deps.logged).toEqual([{ event: "outbox.settle_failed", error: fault }]);
  });
});
