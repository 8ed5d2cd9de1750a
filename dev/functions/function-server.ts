/** An HTTP server in front of static files and functions, on loopback, with a deployment's routes. */
import { type LoopbackListener, listenOnLoopback } from "../http/loopback-listener.ts";
import type { FunctionHost } from "./function-host.ts";
import { type Route, resolveRoute, type Target } from "./route-table.ts";
import type { StaticFiles } from "./static-files.ts";

export interface Deployment {
  readonly routes: readonly Route[];
  readonly statics: StaticFiles;
  readonly functions: FunctionHost;
}

/** The request as the function sees it: the caller's path, with the rewrite's parameters appended to the query. */
function forFunction(request: Request, query: URLSearchParams): Request {
  const url = new URL(request.url);
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url.href === request.url ? request : new Request(url, request);
}

function respondStatic(statics: StaticFiles, path: string, method: string): Response {
  if (method === "GET" || method === "HEAD") return statics.respond(path);
  return new Response("Method not allowed", { status: 405, headers: { allow: "GET, HEAD" } });
}

async function follow({ kind, path, query }: Target, deployment: Deployment, request: Request): Promise<Response> {
  if (kind === "static") return respondStatic(deployment.statics, path, request.method);
  if (kind === "function") return deployment.functions.invoke(path, forFunction(request, query));
  return new Response("The page could not be found\n\nNOT_FOUND\n", { status: 404 });
}

/** Answers as the deployment does, wherever the request comes from. */
export async function answer(deployment: Deployment, request: Request): Promise<Response> {
  const files = { hasStatic: deployment.statics.has, hasFunction: deployment.functions.has };
  const target = resolveRoute(deployment.routes, new URL(request.url).pathname, files);
  const response = await follow(target, deployment, request);
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(target.headers)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}

/**
 * Listens on 127.0.0.1; port 0 takes a free one. The deployment may be completed after the port is known. Functions are told by a header
 * who is at the other end, which the caller cannot write.
 */
export function startFunctionServer(deployment: () => Deployment, port: number): Promise<LoopbackListener> {
  return listenOnLoopback(port, (request) => answer(deployment(), request), { stamps: true });
}
