/** The frame of every stage: what comes before its work, and what becomes of its errors. */
import type { StageMessage } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import { isTerminal } from "../jobs/job-state.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import type { StageOutcome } from "./active-job.ts";
import { failJob } from "./fail.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** The job, or why the delivery is to be dropped: a repeated or stale one changes nothing. */
async function findActiveJob(deps: PipelineDeps, message: StageMessage): Promise<JobProgress | "gone" | "stale"> {
  const job = await deps.jobs.read(message.job_id);
  if (job === null) return "gone";
  const { epoch, state } = job.record;
  return epoch !== message.epoch || isTerminal(state) ? "stale" : job;
}

/**
 * Runs a stage on the job behind its delivery, unless that is of no use any more. An error that would come back at every
 * attempt ends the job here and counts as handled, so that the broker does not deliver it again and its dead letters stay
 * free of callers' bad files. Passing errors go on to the broker.
 */
export async function runStage(
  deps: PipelineDeps,
  message: StageMessage,
  stage: (found: JobProgress) => Promise<StageOutcome>,
): Promise<StageOutcome> {
  try {
    const found = await findActiveJob(deps, message);
    return typeof found === "string" ? found : await stage(found);
  } catch (error) {
    if (!(error instanceof DocatError) || error.retryable) throw error;
    return failJob(deps, message, error);
  }
}
