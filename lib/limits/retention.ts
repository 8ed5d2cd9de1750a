/** How long things are kept, in seconds. One table; keys.ts uses nothing else. Settings in env.ts override it. */
import { DEFAULT_MEMORY_SECONDS } from "./enrich-limits.ts";

export interface Retention {
  /** A job, its document and its parts while it is not finished; refreshed by every step. */
  readonly activeJobSeconds: number;
  /** A finished job with its result. */
  readonly succeededJobSeconds: number;
  /** A failed or cancelled job. */
  readonly failedJobSeconds: number;
  /** The document's bytes after the job needed them last. */
  readonly documentSeconds: number;
  /** An upload after its last part, or after it was complete. */
  readonly uploadSeconds: number;
  /** That a job was deleted, and when; nothing else of it. */
  readonly deletedJobSeconds: number;
  /** How long a result is given to later jobs for the same document and options; 0: never. */
  readonly resultCacheSeconds: number;
  /** The first answer to a request with an idempotency key. */
  readonly idempotencySeconds: number;
  /** That a document was too complex to read. */
  readonly quarantineSeconds: number;
  /** A translation or a vector after it was made; 0: only for its own job. */
  readonly memorySeconds: number;
  /** A glossary after it was used or changed last. */
  readonly glossarySeconds: number;
  /** An API key's record after it was issued or changed last; as good as for good, since keys end by their own expiry or by revocation. */
  readonly apiKeySeconds: number;
  /** A session after it was begun or refreshed. */
  readonly sessionSeconds: number;
  /** A link that sets a password anew. */
  readonly resetLinkSeconds: number;
  /** A registration or an invitation that waits to be confirmed. */
  readonly confirmLinkSeconds: number;
  /** An entry of the processing log and of the security log. */
  readonly logSeconds: number;
  /** What an account used on a day. */
  readonly usageSeconds: number;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** The longest that documents, uploads and what is left of failed work may be kept, whatever is set. */
export const MAX_TEMPORARY_SECONDS = DAY;
/** The longest that results may be kept and given to later jobs. */
export const MAX_RESULT_SECONDS = 30 * DAY;

/** The longest that an account's logs and usage may be kept. */
export const MAX_RECORD_SECONDS = 10 * 365 * DAY;

/** That an account began an upload: longer than one may take, which lives on with each of its parts. */
export const UPLOAD_INDEX_SECONDS = 2 * DAY;

/** Entries that an account's logs have at most; the oldest go first. */
export const MAX_LOG_ENTRIES = 10_000;

export const DEFAULT_RETENTION: Retention = {
  activeJobSeconds: 24 * HOUR,
  succeededJobSeconds: HOUR,
  failedJobSeconds: 24 * HOUR,
  documentSeconds: HOUR,
  uploadSeconds: HOUR,
  deletedJobSeconds: HOUR,
  resultCacheSeconds: 2 * HOUR,
  idempotencySeconds: 24 * HOUR,
  quarantineSeconds: 24 * HOUR,
  memorySeconds: DEFAULT_MEMORY_SECONDS,
  glossarySeconds: 365 * 24 * HOUR,
  apiKeySeconds: 10 * 365 * 24 * HOUR,
  sessionSeconds: 24 * HOUR,
  resetLinkSeconds: HOUR / 2,
  confirmLinkSeconds: 24 * HOUR,
  logSeconds: 2 * 365 * DAY,
  usageSeconds: 400 * DAY,
};
