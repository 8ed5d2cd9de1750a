/** Rate limits as data: which windows a policy has, whom they count, and what an outage of their store means. The numbers are the plans' (plans.ts). */

/** Length of each window in seconds. Its name stands in headers, settings and Redis keys. */
export const RATE_WINDOWS = {
  general_minute: 60,
  general_hour: 3_600,
  uploads_minute: 60,
  uploads_hour: 3_600,
  anonymous_minute: 60,
  anonymous_hour: 3_600,
  login_minute: 60,
  password_reset_hour: 3_600,
} as const;
export type RateWindow = keyof typeof RATE_WINDOWS;
export const RATE_WINDOW_NAMES = Object.keys(RATE_WINDOWS) as [RateWindow, ...RateWindow[]];

export interface RatePolicy {
  /** Whom its windows count: an account, however many keys it has; or the network address that asks. */
  readonly by: "account" | "address";
  /** When the windows' store does not answer: `open` lets the request go on, `closed` refuses it with 503. */
  readonly onOutage: "open" | "closed";
  readonly windows: readonly RateWindow[];
}

/**
 * Reading goes on without limits for as long as an outage lasts. What costs work or opens accounts does not: a flood of it would cost more than a
 * short refusal, and who guesses passwords would only have to wait for the outage.
 */
export const RATE_POLICIES = {
  general: { by: "account", onOutage: "open", windows: ["general_minute", "general_hour"] },
  uploads: { by: "account", onOutage: "closed", windows: ["uploads_minute", "uploads_hour"] },
  anonymous: { by: "address", onOutage: "open", windows: ["anonymous_minute", "anonymous_hour"] },
  login: { by: "address", onOutage: "closed", windows: ["login_minute"] },
  password_reset: { by: "address", onOutage: "closed", windows: ["password_reset_hour"] },
} as const satisfies Readonly<Record<string, RatePolicy>>;
export type RateName = keyof typeof RATE_POLICIES;

/** A refusal is written to the security log once in this time for each caller and process: a flood of them costs no writes. */
export const REFUSAL_TOLD_EVERY_MS = 60_000;

/** Callers whose refusals a process remembers at most. */
export const MAX_REFUSED_REMEMBERED = 1_000;
