/** Which browsers may read answers (the Fetch Standard's CORS protocol): pages of the origins that the deployment names, and no others. */
import type { MiddlewareHandler } from "hono";
import { PASSWORD_HEADER } from "./job-options.ts";
import { RECEIPT_HEADER } from "./receipt-header.ts";

const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";

const REQUEST_HEADERS = [
  ...["Authorization", "X-API-Key", "Content-Type", "Content-Digest", "Idempotency-Key", "Prefer", "Cache-Control"],
  ...["If-None-Match", "Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", PASSWORD_HEADER],
].join(", ");

/** What a page may read besides the few headers that it always may; upload clients live by those of tus. */
const EXPOSED_HEADERS = [
  ...["Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed", "Preference-Applied"],
  ...["Content-Disposition", "ETag", "WWW-Authenticate", "X-Request-Id", RECEIPT_HEADER],
  ...["Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Upload-Offset", "Upload-Length"],
].join(", ");

/** How long a browser may remember a preflight's answer; the longest that any does. */
const MAX_AGE_SECONDS = 7_200;

function addVary(headers: Headers): void {
  const names = (headers.get("vary") ?? "").split(",").map((name) => name.trim().toLowerCase());
  if (!names.includes("origin")) headers.append("Vary", "Origin");
}

/**
 * Compares to the letter: another scheme, port or host, or `null`, is another origin. Preflights are answered here, before anybody is
 * identified: they carry no credential. There is no wildcard, and no cookie is ever asked for (`Allow-Credentials`); an answer without a
 * header of ours is one that a page does not get to read.
 */
export function cors(origins: ReadonlySet<string>): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header("origin");
    const allowed = origin !== undefined && origins.has(origin) ? origin : null;
    const isPreflight = context.req.method === "OPTIONS" && context.req.header("access-control-request-method");
    if (isPreflight) context.res = new Response(null, { status: 204 });
    else await next();
    const { headers } = context.res;
    addVary(headers);
    if (allowed === null) return;
    headers.set("Access-Control-Allow-Origin", allowed);
    headers.set("Access-Control-Expose-Headers", EXPOSED_HEADERS);
    if (!isPreflight) return;
    headers.set("Access-Control-Allow-Methods", METHODS);
    headers.set("Access-Control-Allow-Headers", REQUEST_HEADERS);
    headers.set("Access-Control-Max-Age", String(MAX_AGE_SECONDS));
  };
}
