/** Bounds and rhythms of webhooks. */
import type { FetchLimits } from "../contracts/guarded-fetch.ts";

/** Endpoints of an account. */
export const MAX_ENDPOINTS = 20;
export const MAX_ENDPOINT_URL_CHARS = 2_000;
export const MAX_DESCRIPTION_CHARS = 200;

/** Seconds between one attempt and the next: seven attempts within 18 hours, as Standard Webhooks suggests. */
export const DEFAULT_WEBHOOK_RETRY_SECONDS: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000];
/** The longest wait that a receiver's `Retry-After` can ask for. */
export const MAX_WEBHOOK_WAIT_SECONDS = 86_400;

/** One attempt, from the name's resolution to what is kept of the answer. */
export const WEBHOOK_TIMEOUT_MS = 15_000;
/** What is kept of a receiver's answer. */
export const KEPT_ANSWER_BYTES = 4_096;

/** An endpoint at which every attempt failed for so long is disabled. */
export const DISABLE_AFTER_MS = 5 * 86_400_000;

/** How long a secret still signs after it was replaced. */
export const SECRET_OVERLAP_SECONDS = 86_400;

/** Deliveries that an endpoint's log holds, and how long; the oldest go first. A delivery that is still tried lives on with each attempt. */
export const MAX_LISTED_DELIVERIES = 1_000;
export const WEBHOOK_LOG_SECONDS = 7 * 86_400;
/** The longest that all waits between attempts may be together: less than a delivery lives. */
export const MAX_WEBHOOK_RETRY_SECONDS = 5 * 86_400;
/** Deliveries that one call sends again. */
export const MAX_REDELIVERIES = 100;

/** Failed pages that an event names. */
export const MAX_TOLD_PAGES = 1_000;

/** What an attempt may cost. A POST follows no redirect. */
export const WEBHOOK_FETCH_LIMITS: FetchLimits = {
  totalMs: WEBHOOK_TIMEOUT_MS,
  connectMs: 5_000,
  idleMs: WEBHOOK_TIMEOUT_MS,
  maxBytes: 65_536,
  maxHeaderBytes: 16_384,
  maxRedirects: 0,
};
