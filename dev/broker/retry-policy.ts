/** When a failed delivery is tried again: the destination's wish first, then the sender's formula, then QStash's back-off. */
import { parseDurationMs } from "./duration.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";
import type { RetryDelay } from "./retry-delay-expression.ts";

interface FailedAttempt {
  /** How many retries came before this attempt: 0 for the first delivery. */
  readonly retried: number;
  readonly retryDelay: RetryDelay | undefined;
  /** Headers of the destination's answer; undefined when there was none. */
  readonly answer: Headers | undefined;
  readonly nowMs: number;
}

/** Read in this order; the first that holds a usable value decides. */
const ANSWER_HEADERS = [
  "retry-after",
  "x-ratelimit-reset",
  "x-ratelimit-reset-requests",
  "x-ratelimit-reset-tokens",
] as const;

/** Whole milliseconds to wait before the next attempt, between 0 and one day. */
export function retryDelayMs(attempt: FailedAttempt): number {
  return Math.round(Math.min(exactDelayMs(attempt), PLAN_LIMITS.maxRetryDelayMs));
}

function exactDelayMs(attempt: FailedAttempt): number {
  const wished = attempt.answer ? askedDelayMs(attempt.answer, attempt.nowMs) : undefined;
  if (wished !== undefined) return wished;
  const formula = attempt.retryDelay?.delayMs(attempt.retried);
  if (formula !== undefined && Number.isFinite(formula)) return formula;
  return Math.exp(2.5 * (attempt.retried + 1)) * 1000;
}

/** Whether the destination said that no retry can help: status 489 together with `Upstash-NonRetryable-Error: true`. */
export function forbidsRetry(status: number, answer: Headers): boolean {
  return status === 489 && answer.get("upstash-nonretryable-error")?.toLowerCase() === "true";
}

function askedDelayMs(answer: Headers, nowMs: number): number | undefined {
  for (const name of ANSWER_HEADERS) {
    const text = answer.get(name)?.trim();
    const delayMs = text ? parseWaitMs(text, nowMs) : undefined;
    if (delayMs !== undefined && delayMs <= PLAN_LIMITS.maxRetryDelayMs) return delayMs;
  }
  return undefined;
}

/** Seconds, an HTTP date, or a duration such as `6m5s`. A date in the past means now. */
function parseWaitMs(text: string, nowMs: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const durationMs = parseDurationMs(text);
  if (durationMs !== undefined) return durationMs;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
