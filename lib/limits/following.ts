/** How jobs are followed: how often the store is asked, and for how long one request goes on. */

/** The longest that a stream of events goes on; its function may run for 60 s (vercel.json). */
export const STREAM_SECONDS = 50;

/** Without an event for this long a stream says that it is alive: whatever stands between may close it otherwise. */
export const HEARTBEAT_MS = 15_000;

/** When a caller should come back: after a stream whose time was over, one that broke, and one that told of a passing fault. */
export const RETRY_AFTER_TIME_MS = 100;
export const RETRY_AFTER_BREAK_MS = 2_000;
export const RETRY_AFTER_FAULT_MS = 5_000;

/** Jobs on a page of their list; and those that are looked at for one page of those with a certain status. */
export const MAX_JOBS_PAGE = 50;
export const DEFAULT_JOBS_PAGE = 20;
export const JOBS_LOOKED_AT = 100;

/** By how much the store's clock and a function's may differ, where a function judges whether a job has stalled. */
export const STALL_TOLERANCE_MS = 5_000;
