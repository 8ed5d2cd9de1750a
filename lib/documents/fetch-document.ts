/** A document by link: the bytes behind a URL, and the name that they have there. */
import type { FetchLimits, GuardedFetch, GuardedResponse } from "../contracts/guarded-fetch.ts";
import { DocatError } from "../errors/docat-error.ts";
import { MAX_FETCH_RETRY_AFTER_SECONDS } from "../limits/fetch-limits.ts";
import { dispositionFileName } from "./disposition-file-name.ts";
import { safeFileName } from "./file-name.ts";

export interface FetchedDocument {
  /** What the server calls it, else the last part of the path it was found at; null when neither is a name. */
  readonly fileName: string | null;
  /** As the server says; the bytes are counted all the same. Null when it does not say. */
  readonly sizeBytes: number | null;
  /** Once, in pieces of any size. Throws as the port's body does. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Statuses of servers that may answer otherwise later, besides all 5xx. */
const PASSING_STATUSES: readonly number[] = [408, 425, 429];

/**
 * Asks for the document and hands its bytes through as they come. Does not look at them: that it is a PDF is checked
 * where all documents are. Besides the port's errors rejects with `url_unusable` for an answer without a document, and
 * with `url_unreachable`, as often as the server bids, for one that may come later.
 */
export async function fetchDocument(
  url: string,
  guarded: Pick<GuardedFetch, "send">,
  limits: FetchLimits,
  signal?: AbortSignal,
): Promise<FetchedDocument> {
  const response = await guarded.send({ url }, limits, signal);
  if (response.status !== 200) {
    response.discard();
    throw refusalOf(response);
  }
  const length = response.headers["content-length"];
  return {
    fileName: dispositionFileName(response.headers["content-disposition"] ?? "") ?? pathFileName(response.url),
    sizeBytes: length === undefined ? null : Number(length),
    bytes: response.body,
  };
}

function refusalOf({ status, headers }: GuardedResponse): DocatError {
  const detail = `Its server answers with status ${status}.`;
  if (status < 500 && !PASSING_STATUSES.includes(status)) return new DocatError("url_unusable", { detail });
  const seconds = /^\d{1,9}$/.test(headers["retry-after"] ?? "") ? Number(headers["retry-after"]) : undefined;
  return new DocatError("url_unreachable", {
    detail,
    ...(seconds === undefined ? {} : { retryAfterSeconds: Math.min(seconds, MAX_FETCH_RETRY_AFTER_SECONDS) }),
  });
}

function pathFileName(url: string): string | null {
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  try {
    return safeFileName(decodeURIComponent(last));
  } catch {
    return safeFileName(last);
  }
}
