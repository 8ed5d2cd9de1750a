/** A job at work, and what its stages need of it. */
import type { StoredDocument } from "../documents/document-store.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobRecord, Plan } from "../jobs/job-record.ts";
import type { Opening } from "../pdf/pdf-engine.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/**
 * How a stage ended, told to the broker and to the log. `stale` and `gone`: the delivery is of no use any more. `busy`: another
 * attempt is at it. `left`: the sweep looks after the job.
 */
export type StageOutcome = "done" | "stale" | "gone" | "busy" | "failed" | "left";

/** A job whose document has been opened. */
export type PlannedJob = JobRecord & { readonly plan: Plan };

/** The record with its plan; a job that reached `extract` without one is broken. */
export function withPlan(record: JobRecord): PlannedJob {
  const { plan } = record;
  if (plan === null) throw new DocatError("internal_error", { detail: "The job has no plan." });
  return { ...record, plan };
}

/** How its owner wants the document opened. */
export function openingOf({ options, source }: JobRecord): Opening {
  return { engine: options.engine, password: source.password };
}

/** The document, to be read as far as it is needed. Throws `document_lost` when it has expired. */
export async function loadDocument(deps: PipelineDeps, record: JobRecord): Promise<StoredDocument> {
  const found = await deps.documents.open(record.id, record.source.size_bytes);
  if (found?.kind !== "stored") throw new DocatError("document_lost");
  return found.document;
}
