/** Chapter one: a document has come in, and a job is made of it. */
import { randomBytes } from "node:crypto";
import type { JobOptions } from "../contracts/job-options.ts";
import { toProblem } from "../contracts/problem.ts";
import type { Enclosures } from "../contracts/submitted-options.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { Application, OnceKey } from "../jobs/admission.ts";
import { FIRST_EPOCH, type Terms } from "../jobs/job-record.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import { OUTAGE_RETRY_AFTER_SECONDS } from "../limits/limits.ts";
import { type Admittance, admit, type Candidate } from "./admit.ts";
import { settleFollowers } from "./followers.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { describeSubmitted, type Submitted } from "./submitted.ts";

export type Submission = Submitted & {
  readonly tenant: string;
  readonly name: string | null;
  readonly options: JobOptions;
  /** As they came, by which a request is known that comes twice; `options` without it. */
  readonly asked?: JobOptions;
  readonly enclosures?: Enclosures;
  /** Whether the job may share results with its tenant's other jobs; it may, unless this says no. */
  readonly shared?: boolean;
  /** What is charged for the job, and to whom; nothing without it. */
  readonly terms?: Terms;
};

/** A request whose answer is given once. */
export interface Once extends Omit<OnceKey, "token"> {
  readonly answerOf: (job: JobProgress) => string;
}

/** 128 random bits; nothing about the job can be read from its id. */
export function newJobId(): string {
  return `job_${randomBytes(16).toString("hex")}`;
}

/**
 * Makes a job of a document: stores it, creates the job with the message that it owes, and publishes that message; or less,
 * where the same document is at work, was read, or was found too complex. Expects bytes that passed the checks at the
 * door. When this throws, no job is left that could run: what was written is failed or expires.
 */
export async function acceptJob(deps: PipelineDeps, submission: Submission, id = newJobId()): Promise<JobProgress> {
  const made = await accept(deps, submission, id, null);
  if (made.kind !== "made") throw new DocatError("internal_error");
  return made.job;
}

/**
 * The same for a request that may come several times: `answer` is what the first one was answered, byte for byte, and
 * `replayed` says whether this was not the first. Throws `request_in_progress` and `idempotency_key_reused` besides. When the
 * first one fails its key is free again.
 */
export async function acceptOnce(
  deps: PipelineDeps,
  submission: Submission,
  once: Once,
  id = newJobId(),
): Promise<{ readonly answer: string; readonly replayed: boolean }> {
  const accepted = await accept(deps, submission, id, once);
  switch (accepted.kind) {
    case "made":
      return { answer: once.answerOf(accepted.job), replayed: false };
    case "answered":
      return { answer: accepted.answer, replayed: true };
    case "reused":
      throw new DocatError("idempotency_key_reused", { pointer: "Idempotency-Key" });
    case "busy": {
      const seconds = Math.max(1, Math.ceil(accepted.remainingMs / 1_000));
      const retryAfterSeconds = Math.min(seconds, OUTAGE_RETRY_AFTER_SECONDS);
      throw new DocatError("request_in_progress", { retryAfterSeconds });
    }
  }
}

async function accept(deps: PipelineDeps, submission: Submission, id: string, once: Once | null): Promise<Admittance> {
  const { tenant, name, options, asked = options, enclosures = {}, shared = true, terms } = submission;
  const source = { name, ...describeSubmitted(submission), ...enclosures };
  const held = once && { operation: once.operation, key: once.key, token: randomBytes(16).toString("hex") };
  // Nobody knows what is behind a link until it has been fetched.
  const isKnown = source.sha256 !== null;
  const application: Application = { tenant, source, options, asked, shared: shared && isKnown, once: held, terms };
  const candidate: Candidate = { id, application, document: submission, answerOf: once?.answerOf ?? (() => "") };
  try {
    return await admit(deps, candidate);
  } catch (error) {
    await undo(deps, candidate, error);
    throw error;
  }
}

/**
 * When a step failed, nobody will hear of this job: its request's key is free again, it is failed, should it exist, or deleted, should it have ended, and else its
 * document deleted, so that a call which still is on its way creates no job after this. Jobs that follow it by now go on without
 * it, with the document: nothing here deletes that without knowing that there is no job. All is tried, twice, as far as the store can
 * be reached; what cannot be undone has a time to live. A job of which a request with the same key was told stays.
 */
async function undo(deps: PipelineDeps, { id, application }: Candidate, error: unknown): Promise<void> {
  const problem = toProblem(error instanceof DocatError ? error : new DocatError("internal_error"));
  const attempt = <T>(step: Promise<T>): Promise<T | null> =>
    step.catch((failure: unknown) => {
      deps.log.error("accept.undo_failed", failure, { job: id });
      return null;
    });
  // Of a request with a key the key tells whether it may still make the job, and another one may make it after it.
  const isLast = application.once === null;
  const abandon = () => attempt(deps.jobs.abandon({ id, epoch: FIRST_EPOCH }, problem, isLast));
  // Whoever asked at the same time may have been told of the job: then it is theirs, and goes on by what it owes. So it does where nobody can say.
  if (application.once !== null && (await attempt(deps.admission.giveBack(application))) !== "free") return;
  const outcome = (await abandon()) ?? (await abandon());
  if (outcome !== null) await settleFollowers(deps, id, outcome);
  // One that had ended already cannot fail any more: it took a result, or was very fast. Nobody knows of it, so nothing stays of it.
  if (outcome?.kind === "stale") await attempt(deps.jobs.delete(id));
}
