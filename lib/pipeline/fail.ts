/** How jobs fail: the error is written down, and told to the operator where it is ours. */
import type { JobRef } from "../contracts/job-ref.ts";
import { toProblem } from "../contracts/problem.ts";
import type { DocatError } from "../errors/docat-error.ts";
import type { StageOutcome } from "./active-job.ts";
import { settleFollowers } from "./followers.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { tellRejection } from "./tell-findings.ts";

/** Ends a job and those that follow it; one that has ended stays as it is. */
export async function failJob(deps: PipelineDeps, job: JobRef, error: DocatError): Promise<StageOutcome> {
  const outcome = await deps.jobs.fail(job, toProblem(error));
  if (outcome.kind === "done") {
    const fields = { job: job.id, code: error.code };
    // A caller's bad file is an ordinary event; what is not the document's own fault is for the operator.
    if (error.status === 422 || error.status === 429) deps.log.info("job.failed", fields);
    else deps.log.error("job.failed", error, fields);
    deps.log.info("job.ended", { job: job.id, state: "failed", code: error.code, pages: 0 });
    if (error.code === "document_rejected") await tellRejection(deps, job.id, error.message);
    await settleFollowers(deps, job.id, outcome);
  }
  return outcome.kind === "done" ? "failed" : outcome.kind;
}
