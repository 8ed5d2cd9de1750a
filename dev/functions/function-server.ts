/** An HTTP server in front of static files and functions, on loopback, with a deployment's routes. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { FunctionHost } from "./function-host.ts";
import { type Route, resolveRoute } from "./route-table.ts";
import type { StaticFiles } from "./static-files.ts";

export interface Deployment {
  readonly routes: readonly Route[];
  readonly statics: StaticFiles;
  readonly functions: FunctionHost;
}

export interface FunctionServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The request as the function sees it: the caller's path, with the rewrite's parameters appended to the query. */
function forFunction(request: Request, query: URLSearchParams): Request {
  const url = new URL(request.url);
  for (const [name, value] of query) url.searchParams.append(name, value);
  return url.href === request.url ? request : new Request(url, request);
}

async function answer({ routes, statics, functions }: Deployment, request: Request): Promise<Response> {
  const files = { hasStatic: statics.has, hasFunction: functions.has };
  const target = resolveRoute(routes, new URL(request.url).pathname, files);
  const response =
    target.kind === "static"
      ? statics.respond(target.path)
      : target.kind === "function"
        ? await functions.invoke(target.path, forFunction(request, target.query))
        : new Response("The page could not be found\n\nNOT_FOUND\n", { status: 404 });
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(target.headers)) headers.set(name, value);
  return new Response(response.body, { status: response.status, headers });
}

/** Listens on 127.0.0.1; port 0 takes a free one. Closing ends open connections and the functions. */
export async function startFunctionServer(deployment: () => Deployment, port: number): Promise<FunctionServer> {
  const server = createServer(getRequestListener((request) => answer(deployment(), request)));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await deployment().functions.close();
    },
  };
}
