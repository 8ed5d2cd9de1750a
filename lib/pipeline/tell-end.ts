/** A job's end, told to the log: how, after how long, and how many pages it read. */
import type { JobRecord } from "../jobs/job-record.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

type Ended = Pick<JobRecord, "id" | "created_at" | "plan">;

export function tellSuccess({ log }: Pick<PipelineDeps, "log">, { id, created_at, plan }: Ended): void {
  const ms = Math.max(0, Date.now() - created_at);
  log.info("job.ended", { job: id, state: "succeeded", code: null, ms, pages: plan?.pages_selected ?? 0 });
}
