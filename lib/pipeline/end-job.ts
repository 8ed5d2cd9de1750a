/** The owner's will: a job is cancelled, or everything of it is deleted. */
import { DocatError } from "../errors/docat-error.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** What the broker still holds of a job would be stale anyway; cancelling it saves the calls. Never rejects. */
async function dropMessages(deps: PipelineDeps, id: string): Promise<void> {
  await deps.queue.cancel(id).catch((error: unknown) => deps.log.error("queue.cancel_failed", error, { job: id }));
}

/**
 * Once this resolves no result of the job appears. Cancelling a cancelled job is the same as cancelling it once. Throws
 * `job_ended` when it has succeeded or failed, `job_unknown` when there is no such job.
 */
export async function cancelJob(deps: PipelineDeps, id: string): Promise<void> {
  const outcome = await deps.jobs.cancel(id);
  if (outcome.kind === "gone") throw new DocatError("job_unknown");
  if (outcome.kind === "ended") throw new DocatError("job_ended", { detail: `It has ${outcome.state}.` });
  await dropMessages(deps, id);
}

/** Removes every trace of a job, whatever its state. Throws `job_unknown`. */
export async function deleteJob(deps: PipelineDeps, id: string): Promise<{ readonly deletedAt: number }> {
  const deleted = await deps.jobs.delete(id);
  if (deleted === null) throw new DocatError("job_unknown");
  await dropMessages(deps, id);
  return deleted;
}
