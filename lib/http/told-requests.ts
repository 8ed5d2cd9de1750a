/** Every request is told to the log, and so counted: which route, how it was answered, how long it took and how many bytes came with it. */
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { requestId } from "../observe/present-work.ts";
import { countedBody } from "./counted-body.ts";
import type { Services } from "./services.ts";
import { toldWork } from "./told-work.ts";

const NO_LENGTH = 0;

function lengthOf(headers: Headers): number {
  const length = Number(headers.get("content-length") ?? NO_LENGTH);
  return Number.isSafeInteger(length) && length > 0 ? length : NO_LENGTH;
}

/** The route as it is written, never the address: that has names in it. */
function routeOf(context: Parameters<MiddlewareHandler>[0]): string {
  return matchedRoutes(context).findLast(({ method }) => method !== "ALL")?.path ?? "unknown";
}

/** Registered before all others; `x-request-id` of the answer is by what the log and the stages know the request. */
export function toldRequests(
  services: Pick<Services, "metrics" | "log" | "observed">,
  name: "v1" | "extract",
): MiddlewareHandler {
  const { log, metrics } = services;
  return (context, next) => {
    const request = requestId(context.req.header("x-vercel-id"));
    const { method, raw } = context.req;
    const facts = { "http.request.method": method };
    return toldWork(services, { request }, { name: method, kind: "server", facts, from: raw.headers }, async (span) => {
      const started = performance.now();
      await next();
      const { status } = context.res;
      const route = routeOf(context);
      span.name(`${method} ${route}`);
      span.add({ "http.route": route, "http.response.status_code": status });
      if (status >= 500) span.fail(String(status));
      const ms = Math.round(performance.now() - started);
      log.info("request.done", { function: name, method, route, status, ms, received: lengthOf(raw.headers) });
      context.header("x-request-id", request);
      context.res = countedBody(context.res, (bytes) =>
        metrics.recorder.count("docat_http_sent_bytes_total", {}, bytes),
      );
    });
  };
}
