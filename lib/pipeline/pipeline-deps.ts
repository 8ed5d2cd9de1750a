/** What the stages are given: ports only. */
import type { AuditTrail } from "../contracts/audit-event.ts";
import type { GuardedFetch } from "../contracts/guarded-fetch.ts";
import type { Log } from "../contracts/log.ts";
import type { DocumentObjects } from "../documents/document-objects.ts";
import type { DocumentStore } from "../documents/document-store.ts";
import type { Admission } from "../jobs/admission.ts";
import type { JobStore } from "../jobs/job-store.ts";
import type { JobTiming } from "../limits/job-timing.ts";
import type { PdfEngine } from "../pdf/pdf-engine.ts";
import type { ResultStore } from "../results/result-store.ts";
import type { ScanDocument } from "./scan-document.ts";
import type { StageQueue } from "./stage-queue.ts";
import type { SweepSchedule } from "./sweep-schedule.ts";

/** What every step of a job needs. */
export interface PipelineDeps {
  readonly jobs: JobStore;
  readonly admission: Admission;
  readonly documents: DocumentStore;
  readonly objects: DocumentObjects;
  readonly results: ResultStore;
  readonly queue: StageQueue;
  readonly timing: JobTiming;
  /** Pages that are translated in one delivery at most. */
  readonly unitPages: number;
  readonly sweepSchedule: SweepSchedule;
  readonly audit: Pick<AuditTrail, "record">;
  readonly log: Log;
}

/** What the steps need that open documents. */
export interface ReadingDeps extends PipelineDeps {
  readonly engine: PdfEngine;
  readonly maxPages: number;
  /** Looks at documents by link; those that come in otherwise were looked at before. */
  readonly scan: ScanDocument;
  /** Fetches documents by link. */
  readonly links: Pick<GuardedFetch, "send">;
  /** The largest document that may come in by parts or by link. */
  readonly maxDocumentBytes: number;
  /** Pages in a range at most. */
  readonly rangePages: number;
  /** What one attempt may spend on reading; less than its function may run. */
  readonly rangeBudgetMs: number;
}
