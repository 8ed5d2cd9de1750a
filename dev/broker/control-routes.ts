/** Routes that steer delivery: flow control, queues, global parallelism, signing keys. */
import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import type { Broker } from "./broker.ts";
import { BrokerError } from "./broker-error.ts";
import { PLAN_LIMITS } from "./plan-limits.ts";

export interface SigningKeys {
  current: string;
  next: string;
}

const QUEUE = z.object({
  queueName: z.string(),
  parallelism: z.number().int().positive().default(1),
  paused: z.boolean().optional(),
});

/** `/v2/flowControl`, `/v2/globalParallelism`, `/v2/queues` and `/v2/keys`. */
export function controlRoutes(broker: Broker, keys: SigningKeys): Hono {
  const routes = new Hono();
  routes.route("/", flowControlRoutes(broker));
  routes.route("/", queueRoutes(broker));
  routes.get("/v2/globalParallelism", (c) =>
    c.json({
      parallelismMax: PLAN_LIMITS.globalParallelism,
      parallelismCount: broker.dispatcher.inFlightCount,
    }),
  );
  routes.get("/v2/keys", (c) => c.json(keys));
  routes.post("/v2/keys/rotate", (c) => {
    keys.current = keys.next;
    keys.next = `sig_${randomBytes(21).toString("base64url")}`;
    broker.signWith(keys.current);
    return c.json(keys);
  });
  return routes;
}

function flowControlRoutes(broker: Broker): Hono {
  const routes = new Hono();
  const { flowControl, clock } = broker;
  routes.get("/v2/flowControl", (c) => c.json(flowControl.keys().map((key) => flowControlView(broker, key))));
  routes.get("/v2/flowControl/:key", (c) => c.json(flowControlView(broker, c.req.param("key"))));
  routes.post("/v2/flowControl/:key/:action{pause|resume}", (c) => {
    flowControl.setPaused(c.req.param("key"), c.req.param("action") === "pause", clock.now());
    broker.dispatcher.wake();
    return c.body(null, 200);
  });
  routes.post("/v2/flowControl/:key/pin", (c) => {
    const periodSeconds = wholeOf(c.req.query("period"));
    const pinned = {
      parallelism: wholeOf(c.req.query("parallelism")),
      rate: wholeOf(c.req.query("rate")),
      ...(periodSeconds === undefined ? {} : { periodMs: periodSeconds * 1000 }),
    };
    flowControl.pin(c.req.param("key"), pinned, clock.now());
    broker.dispatcher.wake();
    return c.body(null, 200);
  });
  routes.post("/v2/flowControl/:key/unpin", (c) => {
    const values = { parallelism: c.req.query("parallelism") === "true", rate: c.req.query("rate") === "true" };
    flowControl.unpin(c.req.param("key"), values);
    return c.body(null, 200);
  });
  routes.post("/v2/flowControl/:key/resetRate", (c) => {
    flowControl.resetRate(c.req.param("key"), clock.now());
    broker.dispatcher.wake();
    return c.body(null, 200);
  });
  return routes;
}

function queueRoutes(broker: Broker): Hono {
  const routes = new Hono();
  const { queues, clock } = broker;
  routes.post("/v2/queues", async (c) => {
    const parsed = QUEUE.safeParse(await c.req.json());
    if (!parsed.success) throw new BrokerError(400, `invalid queue: ${parsed.error.message}`);
    queues.upsert(parsed.data.queueName, parsed.data, clock.now());
    broker.dispatcher.wake();
    return c.body(null, 200);
  });
  routes.get("/v2/queues", (c) => c.json(queues.list().map(({ name }) => queueView(broker, name))));
  routes.get("/v2/queues/:name", (c) => c.json(queueView(broker, c.req.param("name"))));
  routes.delete("/v2/queues/:name", (c) => {
    const { name, messageIds } = queues.get(c.req.param("name"));
    broker.cancel(broker.dispatcher.messages().filter(({ messageId }) => messageIds.has(messageId)));
    queues.remove(name);
    return c.body(null, 200);
  });
  routes.post("/v2/queues/:name/:action{pause|resume}", (c) => {
    queues.upsert(c.req.param("name"), { paused: c.req.param("action") === "pause" }, clock.now());
    broker.dispatcher.wake();
    return c.body(null, 200);
  });
  return routes;
}

function flowControlView({ flowControl, dispatcher, clock }: Broker, key: string) {
  const { limits, inFlight, startedInPeriod, periodStart, isPaused, ...pins } = flowControl.get(key);
  const nowMs = clock.now();
  const waiting = dispatcher
    .messages()
    .filter((m) => m.flowControl?.key === key && m.nextAttemptAt <= nowMs && !dispatcher.isInFlight(m));
  return {
    flowControlKey: key,
    waitListSize: waiting.length,
    parallelismMax: limits.parallelism ?? 0,
    parallelismCount: inFlight,
    rateMax: limits.rate ?? 0,
    rateCount: nowMs < periodStart + limits.periodMs ? startedInPeriod : 0,
    ratePeriod: limits.periodMs / 1000,
    ratePeriodStart: Math.floor(periodStart / 1000),
    isPaused,
    isPinnedParallelism: pins.isPinnedParallelism,
    isPinnedRate: pins.isPinnedRate,
  };
}

function queueView({ queues }: Broker, name: string) {
  const { createdAt, updatedAt, parallelism, isPaused, messageIds } = queues.get(name);
  return { name, createdAt, updatedAt, parallelism, paused: isPaused, lag: messageIds.size };
}

function wholeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text))
    throw new BrokerError(400, `invalid value ${text}: a positive whole number is expected`);
  return Number(text);
}
