/** How jobs fail: the error is written down, and told to the operator where it is ours. */
import { toProblem } from "../contracts/problem.ts";
import type { StageMessage } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { StageOutcome } from "./active-job.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** Ends the job that a message belongs to; one that has ended stays as it is. */
export async function failJob(deps: PipelineDeps, message: StageMessage, error: DocatError): Promise<StageOutcome> {
  const outcome = await deps.jobs.fail({ id: message.job_id, epoch: message.epoch }, toProblem(error));
  if (outcome.kind === "done") {
    const fields = { job: message.job_id, stage: message.kind, code: error.code };
    // A caller's bad file is an ordinary event; what is not the document's own fault is for the operator.
    if (error.status === 422) deps.log.info("job.failed", fields);
    else deps.log.error("job.failed", error, fields);
  }
  return outcome.kind === "done" ? "failed" : outcome.kind;
}

/** The broker gave a message up: the job ends, unless it has ended already. */
export async function failUndeliverable(deps: PipelineDeps, message: StageMessage): Promise<StageOutcome> {
  const detail = `The stage "${message.kind}" failed at every attempt.`;
  return failJob(deps, message, new DocatError("stage_failed", { detail }));
}
