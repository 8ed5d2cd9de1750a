/** The sweep: looks after every job whose time has come, so that a fault delays a job and never loses it. */
import type { AfterMessage } from "../contracts/after-message.ts";
import { AFTER_GRACE_MS, SWEEP_BATCH } from "../limits/job-timing.ts";
import type { StageOutcome } from "./active-job.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { tendJob } from "./tend.ts";

export interface SweepReport {
  /** Jobs that were looked at. */
  readonly due: number;
  readonly revived: number;
  readonly ended: number;
  /** Jobs for which the store or the broker did not answer; the next sweep meets them again. */
  readonly errors: number;
}

/** Objects are no job's trouble: a store that does not answer holds nothing up. */
async function sweepObjects(deps: PipelineDeps): Promise<void> {
  try {
    const { deleted, errors } = await deps.objects.sweep();
    if (deleted + errors > 0) deps.log.info("sweep.objects", { deleted, errors });
  } catch (error) {
    deps.log.error("sweep.objects_failed", error);
  }
}

/** What is owed after jobs' ends and the broker lost, or could not deliver. It keeps nothing else from being looked after. */
async function publishAnew(
  { queue, jobs, log }: PipelineDeps,
  after: readonly AfterMessage[],
  at: number,
): Promise<void> {
  if (after.length === 0) return;
  try {
    await queue.publishAfter(after.map((message) => ({ message })));
    await jobs.postpone(after, at + AFTER_GRACE_MS);
    log.info("sweep.after", { messages: after.length });
  } catch (error) {
    log.error("sweep.after_failed", error);
  }
}

/** One sweep over at most `SWEEP_BATCH` jobs, the longest waiting first. One job's trouble is not another's. */
export async function sweep(deps: PipelineDeps): Promise<SweepReport> {
  const { jobs: due, after, at } = await deps.jobs.listDue(SWEEP_BATCH);
  const outcomes: (StageOutcome | "error")[] = [];
  for (const id of due) {
    const outcome = await tendJob(deps, id).catch((error: unknown) => {
      deps.log.error("sweep.job_failed", error, { job: id });
      return "error" as const;
    });
    outcomes.push(outcome);
  }
  const count = (kind: string) => outcomes.filter((outcome) => outcome === kind).length;
  const report = { due: due.length, revived: count("done"), ended: count("failed"), errors: count("error") };
  await publishAnew(deps, after, at);
  await sweepObjects(deps);
  if (due.length > 0) deps.log.info("sweep.done", { ...report });
  return report;
}
