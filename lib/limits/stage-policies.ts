/** How the broker is to deliver each stage: where, how often again, how long it may take. */
import type { StageKind } from "../contracts/stage-message.ts";

export interface StagePolicy {
  readonly path: string;
  /** Further attempts after the first. */
  readonly retries: number;
  /** QStash's expression for the wait before attempt n+1, in milliseconds. */
  readonly retryDelay: string;
  /** The broker gives up waiting a little before the function would be killed (vercel.json: 300 s). */
  readonly timeoutSeconds: number;
}

/** 1 s, 5 s, 25 s: three attempts more, as many as the smallest plan of QStash allows, outlast half a minute. */
const RETRY_DELAY = "min(60000, pow(5, retried) * 1000)";

export const STAGE_POLICIES: Readonly<Record<StageKind, StagePolicy>> = {
  plan: { path: "/api/stages/plan", retries: 3, retryDelay: RETRY_DELAY, timeoutSeconds: 290 },
  extract: { path: "/api/stages/extract", retries: 3, retryDelay: RETRY_DELAY, timeoutSeconds: 290 },
  assemble: { path: "/api/stages/assemble", retries: 3, retryDelay: RETRY_DELAY, timeoutSeconds: 290 },
  enrich: { path: "/api/stages/enrich", retries: 3, retryDelay: RETRY_DELAY, timeoutSeconds: 290 },
  // The same function: it ends what it has worked on.
  finish: { path: "/api/stages/enrich", retries: 3, retryDelay: RETRY_DELAY, timeoutSeconds: 290 },
};

/** Messages of one account that the broker delivers at once: half of what QStash's smallest plan delivers for everybody. */
export const DEFAULT_ACCOUNT_PARALLELISM = 5;

/** Where the schedule calls the sweep. The next call makes up for one that failed, so it is hardly tried again. */
export const SWEEP_STAGE = {
  path: "/api/stages/sweep",
  retries: 1,
  retryDelay: RETRY_DELAY,
  timeoutSeconds: 55,
} as const satisfies StagePolicy;

/**
 * How often. Each call is a message to the broker: every five minutes make 288 a day, of the 1,000 that the smallest plan
 * of QStash has.
 */
export const DEFAULT_SWEEP_CRON = "*/5 * * * *";

/**
 * Where whoever is to be told of a job's end is told. What this stage owes stands in the store until it has been done, and the sweep publishes it anew:
 * no failure of it is reported.
 */
export const NOTIFY_STAGE = {
  path: "/api/stages/notify",
  retries: 3,
  retryDelay: RETRY_DELAY,
  timeoutSeconds: 290,
} as const satisfies StagePolicy;

/** Where the broker reports a message that it gave up on. */
export const FAILED_STAGE_PATH = "/api/stages/failed";

/** All addresses at which the broker calls us. */
export const STAGE_PATHS: readonly string[] = [
  ...new Set(Object.values(STAGE_POLICIES).map(({ path }) => path)),
  SWEEP_STAGE.path,
  NOTIFY_STAGE.path,
  FAILED_STAGE_PATH,
];

/** The report is tried again as fast as the stages: the broker's own rhythm would leave a job hanging for hours. */
export const FAILED_STAGE_RETRIES = 3;
export const FAILED_STAGE_RETRY_DELAY = RETRY_DELAY;

/** What a stage tells the broker to wait after a passing fault: the same rhythm, since `Retry-After` goes before it. */
export function stageRetryAfterSeconds(retried: number): number {
  return Math.min(60, 5 ** Math.max(0, retried));
}
