/** The port to what bounds how much a caller may ask, as the router needs it; and the general window behind it. */
import type { Identity } from "../auth/identity.ts";
import type { RateLimiter, RateVerdict } from "../contracts/rate-limiter.ts";
import { DocatError } from "../errors/docat-error.ts";
import { OUTAGE_RETRY_AFTER_SECONDS } from "../limits/limits.ts";
import type { RoutePolicy } from "./route-policies.ts";

export interface Admission {
  /** Null: the request goes on. */
  readonly refusal: DocatError | null;
  /** Go out with the answer, whatever that is. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Limits {
  /** Takes what a request takes from its windows. `identity` is null on routes that need none. Throws nothing that is not the store's. */
  admit(identity: Identity | null, route: RoutePolicy, request: Request): Promise<Admission>;
}

/** draft-ietf-httpapi-ratelimit-headers: structured fields, times as seconds from now. */
function rateHeaders(verdict: RateVerdict): Record<string, string> {
  return {
    "RateLimit-Policy": `"${verdict.policy}";q=${verdict.limit};w=${verdict.windowSeconds}`,
    RateLimit: `"${verdict.policy}";r=${verdict.remaining};t=${verdict.resetSeconds}`,
  };
}

/**
 * One window for each credential. When the limiter's store does not answer in time, reading goes on and creating work is refused: an
 * unlimited flood of jobs would cost more than a short refusal.
 */
export function createLimits(limiter: RateLimiter): Limits {
  return {
    async admit(identity, _route, request) {
      if (identity === null) return { refusal: null, headers: {} };
      const verdict = await limiter.take(identity.id);
      if (verdict !== null) {
        const error = new DocatError("rate_limited", { retryAfterSeconds: Math.max(1, verdict.resetSeconds) });
        return { refusal: verdict.allowed ? null : error, headers: rateHeaders(verdict) };
      }
      if (request.method === "GET" || request.method === "HEAD") return { refusal: null, headers: {} };
      const refusal = new DocatError("store_unavailable", { retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS });
      return { refusal, headers: {} };
    },
  };
}
