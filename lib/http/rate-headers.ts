/** What an answer says of the windows that its request took from. */
import type { WindowVerdict } from "../contracts/rate-limiter.ts";

/** draft-ietf-httpapi-ratelimit-headers: structured lists, an item for each window, times as seconds from now. */
export function rateHeaders(verdicts: readonly WindowVerdict[]): Record<string, string> {
  if (verdicts.length === 0) return {};
  return {
    "RateLimit-Policy": verdicts
      .map(({ name, limit, windowSeconds }) => `"${name}";q=${limit};w=${windowSeconds}`)
      .join(", "),
    RateLimit: verdicts
      .map(({ name, remaining, resetSeconds }) => `"${name}";r=${remaining};t=${resetSeconds}`)
      .join(", "),
  };
}

/** When all of the windows that refused have moved on; at least a second. Null when none has refused. */
export function retryAfterOf(verdicts: readonly WindowVerdict[]): number | null {
  const refusing = verdicts.filter(({ allowed }) => !allowed).map(({ resetSeconds }) => resetSeconds);
  return refusing.length === 0 ? null : Math.max(1, ...refusing);
}
