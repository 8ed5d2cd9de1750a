/** How jobs fail: by an error that no retry can mend, or because the broker gave a message up. */
import { toProblem } from "../contracts/problem.ts";
import type { StageMessage } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { StageOutcome } from "./active-job.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

async function failJob(deps: PipelineDeps, message: StageMessage, error: DocatError): Promise<StageOutcome> {
  const outcome = await deps.jobs.fail({ id: message.job_id, epoch: message.epoch }, toProblem(error));
  if (outcome.kind === "done") {
    const fields = { job: message.job_id, stage: message.kind, code: error.code };
    // A caller's bad file is an ordinary event; what is not the document's own fault is for the operator.
    if (error.status === 422) deps.log.info("job.failed", fields);
    else deps.log.error("job.failed", error, fields);
  }
  return outcome.kind === "done" ? "failed" : outcome.kind;
}

/**
 * Runs a stage. An error that would come back at every attempt ends the job here and counts as handled, so that the
 * broker does not deliver it again and its dead letters stay free of callers' bad files. Passing errors go on to the broker.
 */
export async function endOnPermanentError(
  deps: PipelineDeps,
  message: StageMessage,
  stage: () => Promise<StageOutcome>,
): Promise<StageOutcome> {
  try {
    return await stage();
  } catch (error) {
    if (!(error instanceof DocatError) || error.retryable) throw error;
    return failJob(deps, message, error);
  }
}

/** The broker gave a message up: the job ends, unless it has ended already. */
export async function failUndeliverable(deps: PipelineDeps, message: StageMessage): Promise<StageOutcome> {
  const detail = `The stage "${message.kind}" failed at every attempt.`;
  return failJob(deps, message, new DocatError("stage_failed", { detail }));
}
