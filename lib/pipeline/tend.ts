/** Looking after jobs that may have stalled: what they owe is handed over anew, and what is past its deadline is ended. */
import type { JobRef } from "../contracts/job-ref.ts";
import type { StageMessage } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobState } from "../jobs/job-state.ts";
import type { StageOutcome } from "./active-job.ts";
import { failJob } from "./fail.ts";
import { finishEarly } from "./finish.ts";
import { settleFollower } from "./followers.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { relay } from "./relay.ts";
import { refOf } from "./run-stage.ts";

/** A job that does not get on ends. One whose result stands does not lose it: it ends with what has been added by then. */
function endStalled(deps: PipelineDeps, job: JobRef, state: JobState, error: DocatError): Promise<StageOutcome> {
  const stands = state === "enriching" || state === "finishing";
  return stands ? finishEarly(deps, job.id, job.epoch) : failJob(deps, job, error);
}

/** One job. Does nothing for one that has had a step lately or has ended. */
export async function tendJob(deps: PipelineDeps, id: string): Promise<StageOutcome> {
  const revival = await deps.jobs.revive(id);
  switch (revival.kind) {
    case "owes":
      await relay(deps, id, revival.owed);
      deps.log.info("job.revived", { job: id, messages: revival.owed.length });
      return "done";
    case "overdue":
      return endStalled(deps, { id, epoch: revival.epoch }, revival.state, new DocatError("deadline_exceeded"));
    case "follows":
      // Its leader may have stalled as well, and whoever owns that one may never ask for it.
      await tendJob(deps, revival.leader);
      return settleFollower(deps, id, revival.leader);
    case "gone":
      return "gone";
    default:
      return "stale";
  }
}

/**
 * The broker gave a message up: the job's work is handed over anew at once. When that has happened too often with no step
 * between, the job fails.
 */
export async function tendUndeliverable(
  deps: PipelineDeps,
  message: StageMessage,
  messageId: string,
): Promise<StageOutcome> {
  deps.log.info("message.given_up", { job: message.job_id, stage: message.kind });
  const verdict = await deps.jobs.giveUp(message, messageId);
  if (verdict === "done") {
    await tendJob(deps, message.job_id);
    return "left";
  }
  if (verdict !== "exhausted") return verdict;
  const detail = `The stage "${message.kind}" failed at every attempt.`;
  const stands = message.kind === "enrich" || message.kind === "finish";
  return endStalled(deps, refOf(message), stands ? "enriching" : "running", new DocatError("stage_failed", { detail }));
}
