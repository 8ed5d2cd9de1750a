/** What translating and embedding may take. Settings in enrich-env.ts change those marked so. */

/** Text of one unit, which one delivery translates, by the characters of its pages: about ten calls. And by their number; a setting. */
export const UNIT_CHARS = 60_000;
export const UNIT_PAGES = 50;
/** Units of a job at most; larger ones then. */
export const MAX_UNITS = 400;

/** Texts that go into one call, by their estimated tokens, and how many. */
export const GROUP_TOKENS = 1_500;
export const GROUP_TEXTS = 40;
/** A longer text is not translated. */
export const MAX_TEXT_CHARS = 16_000;
/** What stands before and behind a group is shown up to this length. */
export const CONTEXT_CHARS = 400;

/** Calls of one unit at the same time. */
export const CALLS_AT_ONCE = 4;
/** One call to a model. */
export const CALL_TIMEOUT_MS = 60_000;
/** Attempts at one engine for one call, while it says that it may go well later. */
export const CALL_ATTEMPTS = 3;
/** The wait before attempt n + 1, where the service names none: 200 ms, 400 ms. */
export const CALL_PAUSE_MS = 200;
/** A service that wants to be left alone for longer is passed over. */
export const LONGEST_PAUSE_MS = 20_000;
/** Deliveries of a unit for which an outage of all engines is passed on to the broker; then what is there has to do. */
export const PATIENT_DELIVERIES = 2;

/** What one attempt at a unit may spend, less than its function may run (vercel.json). */
export const UNIT_BUDGET_MS = 230_000;

/** Settings: tokens that a job may take, and an account in a day (0: as many as it wants). */
export const DEFAULT_JOB_TOKENS = 2_000_000;
export const DEFAULT_ACCOUNT_TOKENS_PER_DAY = 0;

/** Settings: how long translations and vectors are remembered. */
export const DEFAULT_MEMORY_SECONDS = 30 * 86_400;

/** Chunks of a document that get vectors; a setting. */
export const DEFAULT_MAX_VECTORS = 2_000;
/** Texts, and characters of them, in one call for vectors. */
export const VECTORS_PER_CALL = 64;
export const VECTOR_CALL_CHARS = 60_000;
