/**
 * The chapter after a job's end: whoever is to be told of it is told.
 *
 * Another way out adds itself in three places: `asksToBeTold` (`lib/jobs/ways-out.ts`), so that a job which asks for it knows so from its birth on; a
 * `WayOut` among the services (`lib/container.ts`), which is called here; and, where one call is not enough, a kind of message of its own
 * (`lib/contracts/after-message.ts`) that it writes into what is owed after ends, publishes with `publishAfter`, and strikes off when it is done.
 */
import type { NotifyMessage } from "../contracts/after-message.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import { isTerminal } from "../jobs/job-state.ts";
import type { StageOutcome } from "./active-job.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** Who is told of jobs' ends, by whichever way. */
export interface WayOut {
  readonly name: string;
  /**
   * A job has ended. May be called several times for the same end, and must do it once, or tell the same each time; rejects when it is to be called
   * again. What takes longer than a few seconds it hands over as a message of its own. It does nothing for a job that does not concern it.
   */
  tell(job: JobRecord): Promise<void>;
}

interface NotifyDeps extends Pick<PipelineDeps, "jobs" | "log"> {
  readonly ways: readonly WayOut[];
}

/**
 * At least once: the message is struck off when every way has done its part; when one did not, all are asked again. A job that is gone was deleted:
 * nobody is told of it.
 */
export async function notifyStage(deps: NotifyDeps, message: NotifyMessage): Promise<StageOutcome> {
  const [isOwed, found] = await Promise.all([deps.jobs.isOwed(message), deps.jobs.read(message.job_id)]);
  // Done before, and the broker has not heard of it. What was told may be forgotten by now, and would be told in other words.
  if (!isOwed) return "stale";
  if (found !== null && !isTerminal(found.record.state)) return "stale";
  if (found !== null) {
    const told = await Promise.allSettled(deps.ways.map((way) => way.tell(found.record)));
    for (const [at, outcome] of told.entries()) {
      if (outcome.status === "rejected") {
        deps.log.error("notify.failed", outcome.reason, { job: message.job_id, way: deps.ways[at]?.name ?? "" });
      }
    }
    const failed = told.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
  await deps.jobs.strike(message);
  return found === null ? "gone" : "done";
}
