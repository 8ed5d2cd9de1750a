/** The frame of every stage: what becomes of its errors. */
import type { JobRef } from "../contracts/job-ref.ts";
import type { StageMessage } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { StageOutcome } from "./active-job.ts";
import { failJob } from "./fail.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** The job that a message is about, in the epoch in which it was written. */
export function refOf(message: StageMessage): JobRef {
  return { id: message.job_id, epoch: message.epoch };
}

/**
 * Runs a stage. An error that would come back at every attempt ends the job here and counts as handled, so that the broker
 * does not deliver it again and its dead letters stay free of callers' bad files. Passing errors go on to the broker.
 */
export async function runStage(
  deps: PipelineDeps,
  message: StageMessage,
  stage: () => Promise<StageOutcome>,
): Promise<StageOutcome> {
  try {
    return await stage();
  } catch (error) {
    if (!(error instanceof DocatError) || error.retryable) throw error;
    return failJob(deps, refOf(message), error);
  }
}
