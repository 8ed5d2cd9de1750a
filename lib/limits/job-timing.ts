/** How long a job may take, and when it counts as stalled. Milliseconds by the store's clock; settings in env.ts override them. */
export interface JobTiming {
  /** How long an attempt holds its work without a sign of life. A living one renews its lease three times in that time. */
  readonly leaseMs: number;
  /** Without any step for this long a job has stalled: what it owes is handed over anew. Longer than a lease. */
  readonly stallMs: number;
  /** After this long a job that has not ended is ended. */
  readonly deadlineMs: number;
}

const SECOND = 1_000;

export const DEFAULT_JOB_TIMING: JobTiming = {
  leaseMs: 60 * SECOND,
  stallMs: 90 * SECOND,
  deadlineMs: 3_600 * SECOND,
};

/** A job that stalls again waits twice as long each time, up to this many doublings. */
export const MAX_STALL_DOUBLINGS = 4;

/** Attempts at a document or at a page alone; each is recorded before it starts. */
export const MAX_ATTEMPTS = 3;

/** Attempts at a range of several pages before it is halved. A half starts with one attempt counted. */
export const ATTEMPTS_BEFORE_HALVING = 2;

/** Crashes of one job, the first at each range as it was planned aside; after that its open ranges are given up and marked. */
export const MAX_CRASHES = 20;

/** The broker gave up this many times in a row, with no step between: then the job fails. */
export const MAX_GIVE_UPS = 3;

/** What one attempt may spend on reading its range; less than the function and the broker allow (stage-policies.ts). */
export const RANGE_BUDGET_MS = 230 * SECOND;

/**
 * How long what is owed after a job's end may be on its way before it is published anew: longer than what waits its turn with the broker, or the
 * sweep would add to what waits.
 */
export const AFTER_GRACE_MS = 600 * SECOND;

/** Jobs that one sweep looks after at most; the next one goes on. */
export const SWEEP_BATCH = 200;
