/**
 * The port to the jobs' memory. Every method that changes a job is one atomic, idempotent step, guarded by the job's
 * state and epoch: called a second time with the same arguments it changes nothing and answers the same.
 */
import type { JobOptions } from "../contracts/job-options.ts";
import type { JobRef } from "../contracts/job-ref.ts";
import type { Problem } from "../contracts/problem.ts";
import type { PartRef, RangeSummary, ResultManifest } from "../contracts/result-manifest.ts";
import type { StageMessage } from "../contracts/stage-message.ts";
import type { JobRecord, Plan, Source } from "./job-record.ts";

export interface NewJob {
  readonly id: string;
  readonly tenant: string;
  readonly options: JobOptions;
  readonly source: Source;
  /** The first message that the job owes the broker. */
  readonly owed: StageMessage;
}

/** A job and how far it is. */
export interface JobProgress {
  readonly record: JobRecord;
  /** The ranges that are home, each with the part that was accepted. */
  readonly rangesDone: ReadonlyMap<number, PartRef>;
  /** What the job owes the broker. */
  readonly owed: readonly StageMessage[];
}

/**
 * How a step ended. `done`: the job stands where the step leads, now or since an earlier delivery; `owed` is what it
 * owes the broker at this moment. `stale`: the job has moved past this step, or on to another epoch. `gone`: no such job.
 */
export type StepOutcome =
  | { readonly kind: "done"; readonly owed: readonly StageMessage[] }
  | { readonly kind: "stale" }
  | { readonly kind: "gone" };

/** The outcome of planning also tells which plan counts: the first one that was made. */
export type PlanOutcome =
  | { readonly kind: "done"; readonly plan: Plan; readonly owed: readonly StageMessage[] }
  | { readonly kind: "stale" }
  | { readonly kind: "gone" };

export interface JobStore {
  /** Writes the job and its outbox entry together. Answers the time of creation. Throws `document_lost` when its document is not there. */
  create(job: NewJob): Promise<{ readonly createdAt: number }>;
  read(id: string): Promise<JobProgress | null>;
  /** queued → running: stores the plan and owes one `extract` for each range. */
  plan(ref: JobRef, plan: Plan, owed: readonly StageMessage[]): Promise<PlanOutcome>;
  /**
   * Adds a range of the plan to the completion set; the last one home moves running → assembling and owes
   * `assemble`. The first attempt counts; the pieces of one that comes later are removed.
   */
  completeRange(ref: JobRef, range: number, summary: RangeSummary): Promise<StepOutcome>;
  /** assembling → succeeded, with the result in the same step. */
  succeed(ref: JobRef, manifest: ResultManifest): Promise<StepOutcome>;
  /** Any state that is not terminal → failed. Owes nothing any more. */
  fail(ref: JobRef, error: Problem): Promise<StepOutcome>;
  /** Strikes messages off the outbox once the broker has taken them. */
  settle(id: string, messages: readonly StageMessage[]): Promise<void>;
}
