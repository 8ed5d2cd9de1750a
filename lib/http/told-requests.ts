/** Every request is told to the log, and so counted: which route, how it was answered, how long it took and how many bytes came with it. */
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Services } from "./services.ts";

const NO_LENGTH = 0;

function lengthOf(headers: Headers): number {
  const length = Number(headers.get("content-length") ?? NO_LENGTH);
  return Number.isSafeInteger(length) && length > 0 ? length : NO_LENGTH;
}

/** The route as it is written, never the address: that has names in it. */
function routeOf(context: Parameters<MiddlewareHandler>[0]): string {
  return matchedRoutes(context).findLast(({ method }) => method !== "ALL")?.path ?? "unknown";
}

/** Registered before all others. What was counted before travels with the request's first question to the store. */
export function toldRequests(
  { metrics, log }: Pick<Services, "metrics" | "log">,
  name: "v1" | "extract",
): MiddlewareHandler {
  return async (context, next) => {
    const started = performance.now();
    const riding = metrics.store.writeWhatIsDue();
    await next();
    const { status } = context.res;
    log.info("request.done", {
      function: name,
      method: context.req.method,
      route: routeOf(context),
      request: context.req.header("x-vercel-id")?.slice(0, 100) ?? null,
      status,
      ms: Math.round(performance.now() - started),
      received: lengthOf(context.req.raw.headers),
    });
    await riding;
    await metrics.store.writeWhatIsDue();
  };
}
