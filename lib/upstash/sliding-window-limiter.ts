/** RateLimiter on @upstash/ratelimit's sliding window. */
import { Ratelimit } from "@upstash/ratelimit";
import type { Redis } from "@upstash/redis";
import type { RateLimiter } from "../contracts/rate-limiter.ts";
import { RATE_LIMIT_TIMEOUT_MS } from "../limits/limits.ts";
import type { RatePolicy } from "../limits/rate-policies.ts";
import { guardStore } from "./guard-store.ts";
import { rateLimitPrefix } from "./keys.ts";

/**
 * The library lets everybody pass when Redis does not answer in time; that answer is told apart here as null.
 * Its memory of blocked callers is off: it would outlive a raised limit.
 */
export function createSlidingWindowLimiter(redis: Redis, policy: RatePolicy, now: () => number): RateLimiter {
  const ratelimit = new Ratelimit({
    redis,
    limiter: Ratelimit.slidingWindow(policy.limit, `${policy.windowSeconds} s`),
    prefix: rateLimitPrefix(policy.name),
    ephemeralCache: false,
    analytics: false,
    timeout: RATE_LIMIT_TIMEOUT_MS,
  });
  return {
    async take(identifier) {
      const verdict = await guardStore(() => ratelimit.limit(identifier));
      if (verdict.reason === "timeout") return null;
      return {
        allowed: verdict.success,
        policy: policy.name,
        limit: verdict.limit,
        windowSeconds: policy.windowSeconds,
        remaining: Math.max(0, verdict.remaining),
        resetSeconds: Math.max(0, Math.ceil((verdict.reset - now()) / 1000)),
      };
    },
  };
}
