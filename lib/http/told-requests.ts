/** Every request is told to the log, and so counted: which route, how it was answered, how long it took and how many bytes came with it. */
import type { Context, MiddlewareHandler, Next } from "hono";
import { matchedRoutes } from "hono/route";
import { afterAnswer } from "../after-answer.ts";
import type { OpenSpan } from "../contracts/tracer.ts";
import { duringWork, requestId } from "../observe/present-work.ts";
import { countedBody } from "./counted-body.ts";
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

/** Registered before all others; `x-request-id` of the answer is by what the log and the stages know the request. What was counted before travels with the request's first question to the store. */
export function toldRequests(
  { metrics, log, observed }: Pick<Services, "metrics" | "log" | "observed">,
  name: "v1" | "extract",
): MiddlewareHandler {
  const answer = async (context: Context, next: Next, span: OpenSpan) => {
    const started = performance.now();
    await next();
    const { status } = context.res;
    const { method } = context.req;
    const route = routeOf(context);
    span.name(`${method} ${route}`);
    span.add({ "http.route": route, "http.response.status_code": status });
    if (status >= 500) span.fail(String(status));
    log.info("request.done", {
      function: name,
      method,
      route,
      status,
      ms: Math.round(performance.now() - started),
      received: lengthOf(context.req.raw.headers),
    });
  };
  return (context, next) => {
    const request = requestId(context.req.header("x-vercel-id"));
    const { method } = context.req;
    const facts = { "http.request.method": method };
    return duringWork({ request }, async () => {
      const riding = metrics.store.writeWhatIsDue();
      const start = { name: method, kind: "server", facts, from: context.req.raw.headers } as const;
      await observed.tracer.within(start, (span) => answer(context, next, span));
      context.header("x-request-id", request);
      context.res = countedBody(context.res, (bytes) =>
        metrics.recorder.count("docat_http_sent_bytes_total", {}, bytes),
      );
      await riding;
      await metrics.store.writeWhatIsDue();
      afterAnswer(observed.flush());
    });
  };
}
