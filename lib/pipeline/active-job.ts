/** The job behind a delivery, if the delivery is still of any use. */
import type { StageMessage } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobRecord, Plan } from "../jobs/job-record.ts";
import { isTerminal } from "../jobs/job-state.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** How a stage ended, told to the broker and to the log. */
export type StageOutcome = "done" | "stale" | "gone" | "failed";

/** A job whose document has been opened. */
export type PlannedJob = JobRecord & { readonly plan: Plan };

/** The job, or why the delivery is to be dropped: a repeated or stale one changes nothing. */
export async function findActiveJob(
  deps: PipelineDeps,
  message: StageMessage,
): Promise<JobProgress | "gone" | "stale"> {
  const job = await deps.jobs.read(message.job_id);
  if (job === null) return "gone";
  const { epoch, state } = job.record;
  return epoch !== message.epoch || isTerminal(state) ? "stale" : job;
}

/** The record with its plan; a job that reached `extract` without one is broken. */
export function withPlan(record: JobRecord): PlannedJob {
  const { plan } = record;
  if (plan === null) throw new DocatError("internal_error", { detail: "The job has no plan." });
  return { ...record, plan };
}

/** The document's bytes. Throws `document_lost` when they have expired. */
export async function loadDocument(deps: PipelineDeps, record: JobRecord): Promise<Uint8Array> {
  const bytes = await deps.documents.get(record.id, record.source.size_bytes);
  if (bytes === null) throw new DocatError("document_lost");
  return bytes;
}
