/**
 * The port to the jobs' memory. Every method that changes a job is one atomic, idempotent step, guarded by the job's
 * state and epoch: called a second time with the same arguments it changes nothing and answers the same.
 */
import type { AfterMessage, Told } from "../contracts/after-message.ts";
import type { Unit, UnitSummary } from "../contracts/enrichment.ts";
import type { JobOptions } from "../contracts/job-options.ts";
import type { JobRef } from "../contracts/job-ref.ts";
import type { PageRange } from "../contracts/page-range.ts";
import type { Problem } from "../contracts/problem.ts";
import type { PartRef, RangeSummary, ResultManifest, SealedPiece } from "../contracts/result-manifest.ts";
import type { StageMessage } from "../contracts/stage-message.ts";
import type { KeptAnswer } from "./admission.ts";
import type { Claim, Holder, WorkItem } from "./claim.ts";
import type { JobRecord, Links, Plan, Source, Terms } from "./job-record.ts";
import type { JobState } from "./job-state.ts";

export interface NewJob {
  readonly id: string;
  readonly tenant: string;
  readonly options: JobOptions;
  readonly source: Source;
  readonly links?: Links;
  readonly terms?: Terms | undefined;
  /** By the store's clock; without it the moment at which it is made. */
  readonly createdAt?: number;
  readonly kept?: KeptAnswer | null;
}

/** A job by its reference, and its data key where the caller has it. */
export type KeyedRef = JobRef & Partial<Pick<JobRecord, "key">>;

/** A job by its reference, and what its record names, where the caller has it: the store need not ask again. */
export type LinkedRef = KeyedRef & Partial<Pick<JobRecord, "links" | "leader" | "result_of">>;

/** Whose budget a call to a model counts against. */
export type Account = Pick<JobRecord, "tenant">;

/** A job and how far it is. */
export interface JobProgress {
  readonly record: JobRecord;
  /** The parts of the ranges that are home, in the order of their pages. */
  readonly parts: readonly PartRef[];
  /** The same ranges in the order in which they came home. */
  readonly arrivals: readonly PageRange[];
  /** Whose ranges these are: another job's, while this one follows it or shares its result. */
  readonly worker: string;
  /** When this was so, by the store's clock. */
  readonly at: number;
  /** What the job owes the broker. */
  readonly owed: readonly StageMessage[];
  /** Whether nothing has happened to it for too long: what it owes should be looked after. Never true of a job that has ended. */
  readonly stalled: boolean;
}

/** As much of a job as tells whether it has come on. */
export interface Glance {
  /** Of no meaning but that it changes whenever the job's state or progress does. */
  readonly mark: string;
  /** The job that it follows. */
  readonly leader: string | null;
  /** When somebody should look after it, by the store's clock; null when nobody need. */
  readonly dueAt: number | null;
}

/**
 * How a step ended. `done`: the job stands where the step leads, now or since an earlier delivery; `owed` is what it
 * owes the broker at this moment, and `followers` are the jobs that wait for its end, where there are any. `stale`: the job has moved past this step, or on to another epoch. `gone`: no such job.
 */
export type StepOutcome =
  | ({ readonly kind: "done"; readonly owed: readonly StageMessage[]; readonly followers?: readonly string[] } & Told)
  | { readonly kind: "stale" }
  | { readonly kind: "gone" };

/** `lost`: pieces of the result are gone, and the job stands where it stood. */
export type SuccessOutcome = StepOutcome | { readonly kind: "lost" };

/**
 * The outcome of planning also tells which plan counts, the first one that was made, and whether the holder now has the
 * lease of the first range. `over_quota`: its account has not as many pages left for the day, and the job stands where it stood.
 */
export type PlanOutcome =
  | { readonly kind: "done"; readonly plan: Plan; readonly holds: boolean; readonly owed: readonly StageMessage[] }
  | { readonly kind: "over_quota" }
  | { readonly kind: "stale" }
  | { readonly kind: "gone" };

/** What becomes of a job of which the broker gave a message up: `exhausted` when that happened too often. */
export type GiveUpVerdict = "done" | "exhausted" | "stale" | "gone";

/**
 * What to do for a job that may have stalled: `overdue` is past its deadline, `follows` waits for the end of another job,
 * `fresh` has had a step lately.
 */
export type Revival =
  | { readonly kind: "owes"; readonly owed: readonly StageMessage[] }
  | { readonly kind: "overdue"; readonly epoch: number; readonly state: JobState }
  | { readonly kind: "follows"; readonly leader: string }
  | { readonly kind: "fresh" }
  | { readonly kind: "ended" }
  | { readonly kind: "gone" };

/** `ended`: it was over before, in a state that stays. */
export type CancelOutcome =
  | ({ readonly kind: "cancelled"; readonly followers?: readonly string[] } & Told)
  | { readonly kind: "ended"; readonly state: JobState }
  | { readonly kind: "gone" };

/** `waiting`: nothing was deleted, because these jobs wait for the end of this one. */
export type DeleteOutcome =
  | { readonly deletedAt: number; readonly waiting?: never }
  | { readonly waiting: readonly string[]; readonly deletedAt?: never }
  | null;

/**
 * What became of a job that follows another. `ended`: as the other did, or before. `waits`: the other is at work.
 * `leads`: the other was abandoned, and this job works now; it owes these messages. `follows`: it follows this job
 * instead. `heir`: ask again, and name this job. `gone`: no such job.
 */
export type Following =
  | ({ readonly kind: "ended" } & Told)
  | { readonly kind: "waits" | "gone" }
  | { readonly kind: "leads"; readonly owed: readonly StageMessage[] }
  | { readonly kind: "follows" | "heir"; readonly leader: string };

export interface Due {
  /** Jobs whose time has come. */
  readonly jobs: readonly string[];
  /** What is owed after jobs' ends and should have been done by now, each under a resend of its own. */
  readonly after: readonly AfterMessage[];
  /** By the store's clock. */
  readonly at: number;
}

export interface JobStore {
  /**
   * Writes a job that nobody follows, its outbox entry, the message `plan`, and the answer to keep. Throws `document_lost`
   * when its document is not there, `request_in_progress` when its request no longer holds its idempotency key, and `too_many_jobs` or
   * `quota_exceeded` when its account may not have another job now.
   */
  create(job: NewJob): Promise<{ readonly record: JobRecord; readonly owed: readonly StageMessage[] }>;
  read(id: string): Promise<JobProgress | null>;
  /** One command, where reading the job is several. Null when there is no such job. */
  glance(id: string): Promise<Glance | null>;
  /** Records an attempt before it starts, and gives it the lease of the item; see `Claim` for what else may come of it. */
  claim(ref: JobRef, item: WorkItem, holder: Holder): Promise<Claim>;
  /** A sign of life of the holder. False when the lease is lost or the job has ended: then the attempt may stop. */
  renew(ref: JobRef, item: WorkItem, holder: Holder): Promise<boolean>;
  /** The attempt ended through no fault of the document: its lease ends, and it does not count. */
  release(ref: JobRef, item: WorkItem, holder: Holder): Promise<void>;
  /** queued → running: stores the plan, owes one `extract` for each range, and gives a range that is alone to the holder. */
  plan(
    ref: LinkedRef,
    plan: Plan,
    ranges: readonly PageRange[],
    holder: Holder,
    /** What the document turned out to be, and what it says of itself. */
    source?: Source,
  ): Promise<PlanOutcome>;
  /**
   * Adds a range to the completion set; the last one home moves running → assembling and owes `assemble`. The first
   * attempt counts; the pieces of one that comes later, or of a range that has been halved meanwhile, are removed. Pieces that are given
   * are stored in the same step, the last of them at least.
   */
  completeRange(ref: KeyedRef, summary: RangeSummary, pieces?: readonly SealedPiece[]): Promise<StepOutcome>;
  /** assembling or finishing → succeeded, with the result in the same step, and with the plan as it is known by then, where that is more than before. */
  succeed(
    ref: LinkedRef,
    manifest: ResultManifest,
    plan?: Plan,
    enriching?: "early" | "whole",
  ): Promise<SuccessOutcome>;
  /** assembling → enriching: the result stands, and one `enrich` is owed for each unit that is added to it. */
  enrich(ref: KeyedRef, manifest: ResultManifest, units: readonly Unit[], plan?: Plan): Promise<SuccessOutcome>;
  /** The same for a unit as for a range; the last one home moves enriching → finishing and owes `finish`. */
  completeUnit(ref: KeyedRef, summary: UnitSummary): Promise<StepOutcome>;
  /**
   * What calls to models have taken: once for each `call`, however often it is said. Answers what the job has taken, and its account today. With
   * 0 tokens it only asks.
   */
  spend(
    ref: JobRef,
    account: Account,
    call: string,
    tokens: number,
  ): Promise<{ readonly job: number; readonly account: number }>;
  /** Any state that is not terminal → failed. Owes nothing any more. */
  fail(ref: LinkedRef, error: Problem): Promise<StepOutcome>;
  /**
   * The same for a job that failed before it was at work: those that follow it do not share its end. `gone` when there is none; its document
   * has gone in the same step then.
   * `isLast`: no other request makes a job of that id, and one that is still on its way is to make none.
   */
  abandon(ref: LinkedRef, error: Problem, isLast?: boolean): Promise<StepOutcome>;
  /**
   * Any state that is not terminal → cancelled, in the next epoch: every delivery that is on its way is stale. Another than the owner who is
   * named meets what is `gone`.
   */
  cancel(id: string, owner?: string): Promise<CancelOutcome>;
  /**
   * Removes every key of the job; a result stays for the other jobs that share it. Answers when, the first time as well as
   * later ones; null when there is no such job.
   */
  delete(id: string, owner?: string): Promise<DeleteOutcome>;
  /** Brings a job to where its leader stands; `heir` is the job that others follow since the leader was abandoned. */
  settleFollower(id: string, leader: string, heir?: string): Promise<Following>;
  /** Strikes messages off the outbox once the broker has taken them. */
  settle(id: string, messages: readonly StageMessage[]): Promise<void>;
  /** What is to be looked after, the longest waiting first. */
  listDue(limit: number): Promise<Due>;
  /** What is owed after jobs' ends was published anew, and is overdue again then; what has been done meanwhile stays so. */
  postpone(messages: readonly AfterMessage[], until: number): Promise<void>;
  /** Whether this, after a job's end, is still to be done. */
  isOwed(message: AfterMessage): Promise<boolean>;
  /** What was owed after a job's end has been done. */
  strike(message: AfterMessage): Promise<void>;
  /** Works out anew what a stalled job owes, from its state, plan and completion set alone, and writes it to the outbox. */
  revive(id: string): Promise<Revival>;
  /**
   * The broker gave this message up, which it knows by that id: the job counts as stalled from now on, and the message's last
   * attempt holds nothing any more. `exhausted` when that happened too often with no step between.
   */
  giveUp(message: StageMessage, messageId: string): Promise<GiveUpVerdict>;
}
