/** The broker's HTTP face as a pure function of a request: authorization, routes, errors in QStash's shape. */
import { Hono } from "hono";
import type { Broker } from "./broker.ts";
import { BrokerError } from "./broker-error.ts";
import { controlRoutes, type SigningKeys } from "./control-routes.ts";
import { messageRoutes } from "./message-routes.ts";
import { publishRoutes } from "./publish-routes.ts";

interface BrokerAppOptions {
  readonly broker: Broker;
  readonly token: string;
  readonly keys: SigningKeys;
}

/** Answers one request of the QStash v2 API. Every refusal is JSON `{"error": "…"}`. */
export function createBrokerApp({ broker, token, keys }: BrokerAppOptions): (request: Request) => Promise<Response> {
  const app = new Hono();
  app.use(async (c, next) => {
    if (c.req.header("authorization") !== `Bearer ${token}`) {
      return c.json({ error: "unable to authenticate: invalid token" }, 401);
    }
    await next();
    // What was accepted is kept before anybody hears so.
    if (c.req.method !== "GET") await broker.journal.flush();
    return;
  });
  app.route("/", publishRoutes(broker));
  app.route("/", messageRoutes(broker));
  app.route("/", controlRoutes(broker, keys));
  app.notFound((c) => c.json({ error: `${c.req.method} ${c.req.path} is unknown to this broker` }, 404));
  app.onError((error) => {
    if (error instanceof BrokerError) return Response.json({ error: error.message }, { status: error.status });
    console.error(error);
    return Response.json({ error: "internal error of the broker" }, { status: 500 });
  });
  return async (request) => app.fetch(request);
}
