/** What holds for all routes of a router at once. Called when all are registered. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { DocatError } from "../errors/docat-error.ts";
import type { Identified } from "./identify.ts";
import { problemResponse } from "./problem-response.ts";
import { policyOf } from "./route-policies.ts";

/** The methods of each address, in the order in which they were registered. */
function methodsByPath(app: OpenAPIHono<Identified>): ReadonlyMap<string, ReadonlySet<string>> {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of app.routes) {
    if (method === "ALL") continue;
    const known = methods.get(path) ?? new Set();
    known.add(method);
    if (method === "GET") known.add("HEAD");
    methods.set(path, known);
  }
  return methods;
}

/** Throws a plain Error, so that nothing starts, when a route has no policy; and has every address refuse the methods that it does not take. */
export function closeRoutes(app: OpenAPIHono<Identified>): void {
  for (const { method, path } of app.routes) {
    if (method !== "ALL" && policyOf(method, path) === null) throw new Error(`No policy for ${method} ${path}.`);
  }
  for (const [path, methods] of methodsByPath(app)) {
    const allow = [...methods].join(", ");
    app.all(path, () => problemResponse(new DocatError("method_not_allowed"), { allow }));
  }
  app.notFound(() => problemResponse(new DocatError("route_unknown")));
}
