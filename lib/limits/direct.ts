/** What is done while a caller waits: reading a small document, looking at any, waiting for a job. */

/** Pages that one request has read; settings override it, as they do the size. Its function may run for 60 s (vercel.json). */
export const DEFAULT_DIRECT_MAX_PAGES = 50;

/** What reading them may take by the clock, waiting for other documents included. */
export const DIRECT_BUDGET_MS = 45_000;

/** Pages that are looked at to tell what a document is like. */
export const SAMPLE_PAGES = 8;

/** What looking at them may take: then it is told from as many as were read. */
export const SAMPLE_BUDGET_MS = 20_000;

/** The longest that a request waits for its job (`Prefer: wait`); its function may run for 60 s. */
export const MAX_WAIT_SECONDS = 30;

/** The store is asked for a job's state after this long, and each time twice as long after, up to the other one. */
export const FIRST_LOOK_MS = 250;
export const LONGEST_LOOK_MS = 2_000;

/** What a job takes beside its pages: two messages on their way, and its document written and read. */
export const JOB_OVERHEAD_MS = 1_500;
