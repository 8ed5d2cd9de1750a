/** Every Redis key of the service and how long it lives. No other file builds a key; no key is without a TTL. */
import type { Retention } from "../limits/retention.ts";

/** The keys of one job. Scripts declare all of those that they touch. */
export interface JobKeys {
  /** Hash: the record. */
  readonly job: string;
  /** Hash: the completion set, range → the accepted part. */
  readonly done: string;
  /** Hash: what the job owes the broker, message name → message. */
  readonly outbox: string;
  /** Hash: the document in pieces, piece number → base64. */
  readonly document: string;
  /** Hash: result parts in pieces, `range.attempt.piece` → base64 of gzip. */
  readonly parts: string;
  /** Hash: range → what was accepted of it, base64 of gzip. */
  readonly summaries: string;
  /** String: the manifest of the finished result. */
  readonly manifest: string;
}

export function jobKeys(jobId: string): JobKeys {
  const prefix = `docat:${jobId}`;
  return {
    job: `${prefix}:job`,
    done: `${prefix}:done`,
    outbox: `${prefix}:outbox`,
    document: `${prefix}:document`,
    parts: `${prefix}:parts`,
    summaries: `${prefix}:summaries`,
    manifest: `${prefix}:manifest`,
  };
}

/** String: an API key's record, by the digest of its secret. */
export function apiKeyKey(digest: string): string {
  return `docat:key:${digest}`;
}

/** Prefix of the limiter's own keys; the limiter sets their TTL to twice the window. */
export function rateLimitPrefix(policy: string): string {
  return `docat:rate:${policy}`;
}

/** Seconds to live, by what the key holds; stores take them from here. */
export function timesToLive(retention: Retention) {
  return {
    active: retention.activeJobSeconds,
    succeeded: retention.succeededJobSeconds,
    failed: retention.failedJobSeconds,
    document: retention.documentSeconds,
    apiKey: retention.apiKeySeconds,
  } as const;
}
export type TimesToLive = ReturnType<typeof timesToLive>;
