/** The owner's will: a job is cancelled, or everything of it is deleted. */
import { jobIdSchema } from "../contracts/job-id.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { CancelOutcome } from "../jobs/job-store.ts";
import { OUTAGE_RETRY_AFTER_SECONDS } from "../limits/limits.ts";
import { settleFollowers } from "./followers.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** What the broker still holds of a job would be stale anyway; cancelling it saves the calls. Never rejects. */
async function dropMessages(deps: PipelineDeps, id: string): Promise<void> {
  await deps.queue.cancel(id).catch((error: unknown) => deps.log.error("queue.cancel_failed", error, { job: id }));
}

/** The object in which the job's document lies goes with the last document in it; what fails now is the sweep's. Never rejects. */
async function dropObject(deps: PipelineDeps, id: string, name: string | null): Promise<void> {
  await deps.objects
    .deleteUnheld(name)
    .catch((error: unknown) => deps.log.error("object.delete_failed", error, { job: id }));
}

/** Jobs that follow the cancelled one go on without it. */
async function cancel(deps: PipelineDeps, id: string, tenant: string): Promise<CancelOutcome> {
  const outcome = await deps.jobs.cancel(id, tenant);
  await settleFollowers(deps, id, outcome);
  return outcome;
}

/**
 * Once this resolves no result of the job appears. Cancelling a cancelled job is the same as cancelling it once. Throws
 * `job_ended` when it has succeeded or failed, `job_unknown` when its tenant has no such job.
 */
export async function cancelJob(deps: PipelineDeps, id: string, tenant: string): Promise<void> {
  const object = await deps.objects.objectOf(id);
  const outcome = await cancel(deps, id, tenant);
  if (outcome.kind === "gone") throw new DocatError("job_unknown");
  if (outcome.kind === "ended") throw new DocatError("job_ended", { detail: `It has ${outcome.state}.` });
  deps.log.info("job.ended", { job: id, state: "cancelled", code: null, pages: 0 });
  await dropMessages(deps, id);
  await dropObject(deps, id, object);
}

/** Jobs that began to follow while the others were settled. */
const MAX_DELETE_ROUNDS = 4;

/**
 * Removes every trace of a job, whatever its state. A job at work that others follow is cancelled first, and they go on
 * without it; a result that others share stays for them. Deleting what was deleted an hour ago or less answers when that was. Throws `job_unknown`, and `store_unavailable` when those who wait cannot
 * be settled now: then nothing is deleted.
 */
export async function deleteJob(
  deps: PipelineDeps,
  id: string,
  tenant: string,
): Promise<{ readonly deletedAt: number }> {
  if (!jobIdSchema.safeParse(id).success) throw new DocatError("job_unknown");
  const object = await deps.objects.objectOf(id);
  for (let round = 0; round < MAX_DELETE_ROUNDS; round++) {
    const deleted = await deps.jobs.delete(id, tenant);
    if (deleted === null) throw new DocatError("job_unknown");
    if (deleted.waiting === undefined) {
      await dropMessages(deps, id);
      await dropObject(deps, id, object);
      return deleted;
    }
    const { kind } = await cancel(deps, id, tenant);
    if (kind !== "ended") continue;
    await settleFollowers(deps, id, { kind: "done", owed: [], followers: deleted.waiting });
  }
  throw new DocatError("store_unavailable", { retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS });
}
