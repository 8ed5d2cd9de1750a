/** Who asks, and how often: the API key and its sliding window. Runs before a body is read. */
import type { Context, MiddlewareHandler } from "hono";
import type { ApiKeyRecord } from "../auth/api-key.ts";
import type { RateVerdict } from "../contracts/rate-limiter.ts";
import { DocatError } from "../errors/docat-error.ts";
import { OUTAGE_RETRY_AFTER_SECONDS } from "../limits/limits.ts";
import { problemResponse } from "./problem-response.ts";
import type { Services } from "./services.ts";

/** What later handlers find in the context. */
export interface Identified {
  Variables: { readonly key: ApiKeyRecord };
}

function presentedKey(context: Context): string | null {
  const bearer = /^Bearer ([^\s]+)$/i.exec(context.req.header("authorization") ?? "");
  return bearer?.[1] ?? context.req.header("x-api-key") ?? null;
}

/** draft-ietf-httpapi-ratelimit-headers: structured fields, times as seconds from now. */
function rateHeaders(verdict: RateVerdict): Record<string, string> {
  return {
    "RateLimit-Policy": `"${verdict.policy}";q=${verdict.limit};w=${verdict.windowSeconds}`,
    RateLimit: `"${verdict.policy}";r=${verdict.remaining};t=${verdict.resetSeconds}`,
  };
}

/**
 * When the limiter's store does not answer in time, reading goes on and creating work is refused: an unlimited flood
 * of jobs would cost more than a short refusal.
 */
export function identify(services: Services): MiddlewareHandler<Identified> {
  return async (context, next) => {
    const key = await services.authenticator.authenticate(presentedKey(context));
    context.set("key", key);
    const verdict = await services.limiter.take(key.id);
    if (verdict === null && context.req.method !== "GET" && context.req.method !== "HEAD") {
      throw new DocatError("store_unavailable", { retryAfterSeconds: OUTAGE_RETRY_AFTER_SECONDS });
    }
    const headers = verdict === null ? {} : rateHeaders(verdict);
    if (verdict?.allowed === false) {
      const error = new DocatError("rate_limited", { retryAfterSeconds: Math.max(1, verdict.resetSeconds) });
      return problemResponse(error, headers);
    }
    await next();
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
    return;
  };
}
