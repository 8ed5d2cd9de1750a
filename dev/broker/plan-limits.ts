/**
 * The limits of QStash's free plan that change how a program behaves, and the bounds that keep the broker's memory finite.
 * The daily message quota is left out: a development broker that stops at noon helps nobody.
 */
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const PLAN_LIMITS = {
  maxMessageBytes: 1024 * 1024,
  maxBatchBytes: 16 * 1024 * 1024,
  maxDelayMs: 7 * DAY_MS,
  maxResponseMs: 15 * MINUTE_MS,
  maxRetryDelayMs: DAY_MS,
  defaultRetries: 3,
  deduplicationWindowMs: 10 * MINUTE_MS,
  deadLetterRetentionMs: 3 * DAY_MS,
  globalParallelism: 10,
  maxSchedules: 10,
  maxQueues: 10,
  maxPendingMessages: 50_000,
  maxEvents: 10_000,
  maxDeadLetters: 1000,
  pageSize: 100,
} as const;
