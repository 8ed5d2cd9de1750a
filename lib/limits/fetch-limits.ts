/** What fetching from an address that a caller named may cost. */
import type { FetchLimits } from "../contracts/guarded-fetch.ts";

/** A document by link: 50 MB in two minutes are 3.3 Mbit/s, and leave a function of 300 s time to begin its work. */
export function documentFetchLimits(maxBytes: number): FetchLimits {
  return {
    totalMs: 120_000,
    connectMs: 5_000,
    idleMs: 10_000,
    maxBytes,
    maxHeaderBytes: 16_384,
    maxRedirects: 3,
  };
}

/** A longer URL is refused. */
export const MAX_URL_CHARS = 2_048;

/** Addresses of one name that are tried; all are checked. */
export const MAX_ADDRESSES_TRIED = 8;

/** How long one address of several is tried before the next is tried beside it. */
export const ADDRESS_ATTEMPT_MS = 1_000;

/** Answers of the kind "wait" (1xx) before the real one; more are an attack. */
export const MAX_INTERIM_ANSWERS = 10;

/** How often the fetching of a document is tried again before its job fails. */
export const MAX_LINK_RETRIES = 3;

/** Seconds after which a server that asked for patience is asked again at the latest. */
export const MAX_FETCH_RETRY_AFTER_SECONDS = 3_600;
