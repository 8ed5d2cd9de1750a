/**
 * Every Redis key of the service and how long it lives. No other file builds a key. No key is without a TTL but those in `KEPT_KINDS`: accounts are
 * there until they are deleted.
 */
import type { Retention } from "../limits/retention.ts";
import { WEBHOOK_LOG_SECONDS } from "../limits/webhooks.ts";

/**
 * The keys of one job. Every script of a job is given all of them in this order, those that hold nothing as well, and then
 * what belongs to no single job.
 */
const JOB_KEYS = [
  /** Hash: the record. */
  "job",
  /** Hash: what the job owes the broker, message name → message. */
  "outbox",
  /** Hash: attempts and leases, work item → `attempts token expiry message retried`; `split` for a range that was halved. */
  "work",
  /** Hash: the document in pieces, piece number → base64. */
  "document",
  /** Hash: the completion set, range → the accepted part. */
  "done",
  /** Hash: result parts in pieces, `range.attempt.piece` → base64 of gzip. */
  "parts",
  /** Hash: range → what was accepted of it, base64 of gzip. */
  "summaries",
  /** String: the manifest of the finished result. */
  "manifest",
] as const;
type JobKeyName = (typeof JOB_KEYS)[number];

function jobKey(jobId: string, name: string): string {
  return `docat:${jobId}:${name}`;
}

/** Hash: the document that a job or an upload holds, in pieces. */
export function documentKey(holder: string): string {
  return jobKey(holder, "document");
}

/** Hash: an upload on its way. */
export function uploadKey(uploadId: string): string {
  return jobKey(uploadId, "upload");
}

/** String: which job or upload of a tenant holds a file, by the name that the tenant's own key makes of its hash. */
export function fileKey(mac: string): string {
  return `docat:file:${mac}`;
}

/** The keys of one job by what they hold. */
export function jobKeys(jobId: string): Readonly<Record<JobKeyName, string>> {
  const entries = JOB_KEYS.map((name) => [name, jobKey(jobId, name)] as const);
  return Object.fromEntries(entries) as Record<JobKeyName, string>;
}

/**
 * What a job's script is given: the keys of the job, when jobs are due, that the job was deleted, which jobs wait for its end
 * (a set), and until when others read its result (a sorted set, job by time).
 */
export function scriptKeys(jobId: string): string[] {
  const own = JOB_KEYS.map((name) => jobKey(jobId, name));
  return [...own, DUE_KEY, ...["deleted", "followers", "holders"].map((name) => jobKey(jobId, name))];
}

const USAGE_PART = ":usage:";

/** Hash: what an account used on a day (`2026-06-01`), by the name that its own key makes of it; what its jobs link to. */
export function usageKey(mac: string, day: string): string {
  return `docat:account:${mac.slice(0, 32)}${USAGE_PART}${day}`;
}

/**
 * The keys of an account that its jobs' scripts are given, by the link to the day's usage: jobs at work (a sorted set by deadline), all its jobs (a
 * sorted set by when they were made), its processing log (a sorted set by when they ended, and a hash of entries), the usage, and its webhook endpoints
 * (a hash, there as long as the account has any).
 */
export function accountScriptKeys(usage: string): string[] {
  const [account = ""] = usage.split(USAGE_PART);
  return [...["live", "jobs", "log", "entries"].map((name) => `${account}:${name}`), usage, `${account}:webhooks`];
}

/** How many those are. */
export const ACCOUNT_SCRIPT_KEYS = 6;

/** String: pages that an account was charged without a job, and where that stands. */
export function chargeKey(mac: string, token: string): string {
  return `docat:account:${mac.slice(0, 32)}:charge:${token}`;
}

/** Sorted set: an account's security log, events by time. */
export function accountAuditKey(mac: string): string {
  return `docat:account:${mac.slice(0, 32)}:audit`;
}

/** Hash: an account's webhook endpoints, by the name that its own key makes of it. What its jobs' scripts are given. */
export function webhooksKey(account: string): string {
  return `docat:account:${account}:webhooks`;
}

/** Hash: an event on its way to an endpoint, and what came of each attempt. */
export function deliveryKey(account: string, event: string, endpoint: string): string {
  return `docat:account:${account}:delivery:${event}:${endpoint}`;
}

/** Sorted set: an endpoint's deliveries by when they were begun. */
export function deliveriesKey(account: string, endpoint: string): string {
  return `docat:account:${account}:deliveries:${endpoint}`;
}

/** Sorted set: an account's uploads by when they were made. */
export function accountUploadsKey(mac: string): string {
  return `docat:account:${mac.slice(0, 32)}:uploads`;
}

/** Stands in a script's list for a key that the job does not have. Never holds anything. */
export function absentKey(jobId: string): string {
  return jobKey(jobId, "none");
}

/** Hash: the job at work for a document with its options, or the one whose result can be taken, and its plan. */
export function knownKey(mac: string): string {
  return `docat:known:${mac}`;
}

/** String: why nobody should try this document again. */
export function quarantineKey(mac: string): string {
  return `docat:quarantine:${mac}`;
}

/** Hash: which request holds an idempotency key, and its answer once it has one. */
export function idempotencyKey(mac: string): string {
  return `docat:idempotency:${mac}`;
}

/** Hash: all that was counted, series → sum. It lives on with every batch: a counter that begins anew would tell of nothing before. */
export const METRICS_KEY = "docat:metrics";
export const METRICS_SECONDS = 400 * 86_400;

/** HyperLogLog: accounts that did something on a day (`2026-06-01`). */
export function activeAccountsKey(day: string): string {
  return `docat:active:${day}`;
}
export const ACTIVE_ACCOUNTS_SECONDS = 2 * 86_400;

/** String: that a batch was added. */
export function metricBatchKey(id: string): string {
  return `docat:batch:${id}`;
}

/** Sorted set: jobs at work by the time at which somebody should look after them. */
export const DUE_KEY = "docat:due";

/** Sorted set: what is owed after jobs' ends, each message by the time at which it is published anew. */
export const AFTER_KEY = "docat:after";

/** Sorted set: objects by the time at which somebody should look whether they are still held. */
export const OBJECTS_KEY = "docat:objects";

/** Set: the jobs and uploads whose document lies in an object. */
export function objectHoldersKey(name: string): string {
  return `docat:object:${name}`;
}

/** Hash: an API key's record and the digest of its secret, by its id. */
export function apiKeyKey(id: string): string {
  return `docat:key:${id}`;
}

/** String: an upload token and the digest of its secret, by its id. */
export function uploadTokenKey(id: string): string {
  return `docat:upload-token:${id}`;
}

/** Hash: an account's keys, id → when it ends, 0 for never. */
export function accountKeysKey(tenant: string): string {
  return `docat:keys:${tenant}`;
}

/** String: tokens that an account's calls to models took on a day (UTC). */
export function spentKey(tenant: string, day: string): string {
  return `docat:spent:${tenant}:${day}`;
}

/** String: a translation or a vector, by the name that the account's own key makes of its source. */
export function memoryKey(mac: string): string {
  return `docat:memory:${mac}`;
}

/** Hash: a glossary as it is now, by its id. */
export function glossaryKey(id: string): string {
  return `docat:glossary:${id}`;
}

/** Hash: what jobs were made with of a glossary that has changed since or is deleted, version → terms, and until when that is needed. */
export function glossaryVersionsKey(id: string): string {
  return `docat:glossary-versions:${id}`;
}

/** Sorted set: an account's glossaries by when they end. */
export function glossariesKey(tenant: string): string {
  return `docat:glossaries:${tenant}`;
}

/** Sorted set: those that are deleted while jobs may need their terms, by when they need them no more. */
export function endedGlossariesKey(tenant: string): string {
  return `docat:glossaries-ended:${tenant}`;
}

/** What the keys of one sliding window begin with; the limiter adds the time to it, and sets their TTL to twice the window. */
export function rateKey(window: string, mac: string): string {
  return `docat:rate:${window}:${mac.slice(0, 32)}`;
}

/** Hash: an account. Kept until it is deleted. */
export function accountKey(tenant: string): string {
  return `docat:account:${tenant}`;
}

/** Set: the users of an account. Kept as long as it. */
export function accountUsersKey(tenant: string): string {
  return `docat:users:${tenant}`;
}

/** Hash: a user. Kept as long as the account. */
export function userKey(userId: string): string {
  return `docat:user:${userId}`;
}

/** String: which user has an email address, by the address's MAC. Kept as long as the user. */
export function emailKey(mac: string): string {
  return `docat:email:${mac}`;
}

/** Hash: a user's sessions, name → what refresh tokens it takes and until when. */
export function sessionsKey(userId: string): string {
  return `docat:sessions:${userId}`;
}

/** String: the digest of the token that sets a user's password anew. */
export function resetKey(userId: string): string {
  return `docat:reset:${userId}`;
}

/** String: a registration that waits until its address is confirmed, by the digest of the token in its link. */
export function pendingKey(digest: string): string {
  return `docat:pending:${digest}`;
}

/** String: the wrapped key of the MACs by which email addresses are known. Kept for good: without it nobody could log in. */
export const EMAIL_SECRET_KEY = "docat:secret:email";

/** Kinds of keys without a TTL, by the part of their name after `docat:`. */
export const KEPT_KINDS: readonly string[] = ["account", "users", "user", "email", "secret"];

/** Seconds to live, by what the key holds; stores take them from here. */
export function timesToLive(retention: Retention) {
  return {
    active: retention.activeJobSeconds,
    succeeded: retention.succeededJobSeconds,
    failed: retention.failedJobSeconds,
    document: retention.documentSeconds,
    upload: retention.uploadSeconds,
    cache: retention.resultCacheSeconds,
    idempotency: retention.idempotencySeconds,
    quarantine: retention.quarantineSeconds,
    deleted: retention.deletedJobSeconds,
    apiKey: retention.apiKeySeconds,
    session: retention.sessionSeconds,
    resetLink: retention.resetLinkSeconds,
    confirmLink: retention.confirmLinkSeconds,
    memory: retention.memorySeconds,
    glossary: retention.glossarySeconds,
    // One day, and as much again for clocks and time zones.
    spent: 2 * 86_400,
    log: retention.logSeconds,
    webhookLog: WEBHOOK_LOG_SECONDS,
    usage: retention.usageSeconds,
    /** That an account had a job: as long as anything may be left of one. */
    index:
      retention.activeJobSeconds +
      Math.max(retention.succeededJobSeconds, retention.failedJobSeconds, retention.resultCacheSeconds),
  } as const;
}
export type TimesToLive = ReturnType<typeof timesToLive>;
