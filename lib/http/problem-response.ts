/** Errors on their way out: RFC 9457 documents, and one constant sentence for everything unforeseen. */
import type { Log } from "../contracts/log.ts";
import { toProblem } from "../contracts/problem.ts";
import { DocatError } from "../errors/docat-error.ts";

function headersOf(error: DocatError): Record<string, string> {
  return {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...(error.status === 401 ? { "www-authenticate": 'Bearer realm="docat"' } : {}),
    ...(error.retryAfterSeconds === undefined ? {} : { "retry-after": String(error.retryAfterSeconds) }),
  };
}

/** The answer to an error that we know. */
export function problemResponse(error: DocatError, headers: Readonly<Record<string, string>> = {}): Response {
  const body = JSON.stringify(toProblem(error));
  return new Response(body, { status: error.status, headers: { ...headersOf(error), ...headers } });
}

/** The answer to whatever was thrown. Faults of ours are logged whole; the caller learns only that they are ours. */
export function respondToError(error: unknown, log: Log): Response {
  if (error instanceof DocatError) {
    if (error.status >= 500) log.error("request.failed", error);
    return problemResponse(error);
  }
  log.error("request.crashed", error);
  return problemResponse(new DocatError("internal_error"));
}
