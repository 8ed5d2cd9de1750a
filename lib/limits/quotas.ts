/** Bounds on what is kept of an account's use. */

/** A job that is so long past its deadline is not counted as being at work, even where nobody noticed its end. */
export const LIVE_GRACE_MS = 3_600_000;

/** Numbers that a day's usage has at most; what further credentials use is summed up. */
export const MAX_USAGE_FIELDS = 1_000;

/** Days that one request may ask the usage of. */
export const MAX_USAGE_DAYS = 92;

/** Entries on one page of a log. */
export const MAX_LOG_PAGE = 200;
export const DEFAULT_LOG_PAGE = 50;

/** Entries that are looked at for one page of a log that is filtered; the page may be short then, and goes on at its cursor. */
export const LOG_SCAN = 1_000;

/** A charge without a job can be given back for so long: more than its request may take. */
export const CHARGE_SECONDS = 300;

/** While an account is erased: jobs that are looked up and deleted at once, and for how long one request goes on with that; its function may run for 60 s. */
export const ERASE_BATCH = 100;
export const ERASED_AT_ONCE = 10;
export const ERASE_BUDGET_MS = 20_000;
