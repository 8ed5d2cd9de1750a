/** The variables of how long things are kept. Reads nothing itself: `env.ts` does. */
import { z } from "zod";
import {
  DEFAULT_RETENTION,
  MAX_RECORD_SECONDS,
  MAX_RESULT_SECONDS,
  MAX_TEMPORARY_SECONDS,
} from "./limits/retention.ts";

const seconds = (fallback: number, max: number) => z.coerce.number().int().min(60).max(max).default(fallback);
/** 0: never. */
const secondsOrNever = (fallback: number, max: number) => z.coerce.number().int().min(0).max(max).default(fallback);

export const retentionVariables = {
  RETENTION_ACTIVE_JOB_SECONDS: seconds(DEFAULT_RETENTION.activeJobSeconds, MAX_TEMPORARY_SECONDS),
  RETENTION_SUCCEEDED_JOB_SECONDS: seconds(DEFAULT_RETENTION.succeededJobSeconds, MAX_RESULT_SECONDS),
  RETENTION_FAILED_JOB_SECONDS: seconds(DEFAULT_RETENTION.failedJobSeconds, MAX_RESULT_SECONDS),
  RETENTION_DOCUMENT_SECONDS: seconds(DEFAULT_RETENTION.documentSeconds, MAX_TEMPORARY_SECONDS),
  RETENTION_UPLOAD_SECONDS: seconds(DEFAULT_RETENTION.uploadSeconds, MAX_TEMPORARY_SECONDS),
  RETENTION_RESULT_CACHE_SECONDS: secondsOrNever(DEFAULT_RETENTION.resultCacheSeconds, MAX_RESULT_SECONDS),
  RETENTION_IDEMPOTENCY_SECONDS: seconds(DEFAULT_RETENTION.idempotencySeconds, MAX_RESULT_SECONDS),
  RETENTION_QUARANTINE_SECONDS: seconds(DEFAULT_RETENTION.quarantineSeconds, MAX_RESULT_SECONDS),
  RETENTION_LOG_SECONDS: seconds(DEFAULT_RETENTION.logSeconds, MAX_RECORD_SECONDS),
  RETENTION_USAGE_SECONDS: seconds(DEFAULT_RETENTION.usageSeconds, MAX_RECORD_SECONDS),
};
