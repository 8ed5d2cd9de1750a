/** The whole service in one process: real handlers and real clients; store, broker, clock and engine belong to the harness. */
import { vi } from "vitest";
import { issueKey } from "../../lib/auth/api-key.ts";
import { generateKey } from "../../lib/auth/key-text.ts";
import { buildServices } from "../../lib/container.ts";
import { WEBHOOK_EVENTS } from "../../lib/contracts/webhook.ts";
import { buildEnrichingServices } from "../../lib/enriching-container.ts";
import { type Env, parseEnv } from "../../lib/env.ts";
import type { Services } from "../../lib/http/services.ts";
import { DEFAULT_RETENTION } from "../../lib/limits/retention.ts";
import type { PdfEngine } from "../../lib/pdf/pdf-engine.ts";
import { buildReadingServices } from "../../lib/reading-container.ts";
import { timesToLive, webhooksKey } from "../../lib/upstash/keys.ts";
import { createRedisApiKeyStore } from "../../lib/upstash/redis-api-key-store.ts";
import { createRedisClient } from "../../lib/upstash/redis-client.ts";
import { type Handler, type HandlerTable, handlersFor } from "../support/test-service.ts";
import { BROKER_VARIABLES, type BrokerBackend, openBrokerBackend } from "./broker-backend.ts";
import { createSimpleEngine, type EngineStep } from "./documents.ts";
import { Invocation } from "./invocation.ts";
import { loadModels, MODEL_VARIABLES, modelBackend } from "./model-backend.ts";
import { openReceiver, RECEIVER_URL, type ReceiverBackend, receiverClient } from "./receiver-backend.ts";
import { openRedisBackend, REDIS_VARIABLES, type RedisBackend } from "./redis-backend.ts";
import { openSink, SINK_VARIABLES, type SinkBackend } from "./sink-backend.ts";
import { type Backend, installSwitchboard } from "./switchboard.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

const BASE_URL = "http://127.0.0.1:1";

/** Pages in a range: small, so that a document of a few pages is sent round. */
export const RANGE_PAGES = 2;

const VARIABLES = {
  ...REDIS_VARIABLES,
  ...BROKER_VARIABLES,
  ...MODEL_VARIABLES,
  ...SINK_VARIABLES,
  PUBLIC_BASE_URL: BASE_URL,
  RANGE_PAGES: String(RANGE_PAGES),
  TRANSLATE_PAGES: String(RANGE_PAGES),
  // Wide enough for any schedule, so that all is counted and nobody is turned away.
  LIMITS: JSON.stringify({
    plans: {
      free: {
        ...{ general_hour: 1_000_000, uploads_minute: 1_000_000, uploads_hour: 1_000_000 },
        ...{ pages_per_day: 1_000_000, jobs_at_once: 1_000 },
      },
    },
  }),
};

export interface World {
  readonly clock: VirtualClock;
  readonly redis: RedisBackend;
  readonly broker: BrokerBackend;
  readonly engine: PdfEngine;
  readonly env: Env;
  /** Callers by tenant, each with a key of its own. */
  keyOf(tenant: Tenant): string;
  /** Starts a function; it stands at its first call when this resolves, or is over. */
  start(label: string, path: string, request: Request): Promise<Invocation>;
  /** The invocation is over. Its process waits for the next request, unless it died. */
  leave(invocation: Invocation): void;
  readonly receiver: ReceiverBackend;
  readonly sink: SinkBackend;
  /** Everything as at the beginning; `told` says that the first tenant has an endpoint, which is told of its jobs. */
  restart(told?: boolean): Promise<void>;
  close(): Promise<void>;
}

export const TENANTS = ["first", "second"] as const;
export type Tenant = (typeof TENANTS)[number];

export interface WorldOptions {
  /** Rewrites scripts, to see a broken one found out. */
  readonly alter?: (name: string, script: string) => string;
  /** In place of the simple engine. */
  readonly engine?: PdfEngine;
  /** Breaks what the handlers are given, to see that found out. */
  readonly adapt?: <S extends Services>(services: S) => S;
}

const KEYS = { first: generateKey("test"), second: generateKey("test") };
const keyOf = (tenant: Tenant) => KEYS[tenant];

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

/** Answers the commands that give the first tenant an endpoint. */
async function makeEndpoint(env: Env, redis: RedisBackend): Promise<string[][]> {
  const { endpoints } = buildServices(env, receiverClient).webhooks;
  const account = endpoints.accountOf(TENANTS[0]);
  const id = `whe_${"0".repeat(32)}`;
  const about = { events: [...WEBHOOK_EVENTS], description: "", createdAt: 0 };
  await endpoints.add(account, { id, tenant: TENANTS[0], url: RECEIVER_URL, secret: SECRET, former: null, ...about });
  const key = webhooksKey(account);
  const fields = (await redis.look(["HGETALL", key])) as string[];
  return [
    ["HSET", key, ...fields],
    ["EXPIRE", key, String(timesToLive(DEFAULT_RETENTION).apiKey)],
  ];
}

/** Makes the tenants' keys known, and answers the commands that put them back into an emptied store. */
async function issueKeys(env: Env, redis: RedisBackend): Promise<string[][]> {
  const ttl = timesToLive(DEFAULT_RETENTION);
  const store = createRedisApiKeyStore(createRedisClient(env.redis), ttl);
  for (const tenant of TENANTS) await issueKey(store, keyOf(tenant), tenant);
  const stored = (await redis.look(["KEYS", "*"])) as string[];
  const commands = stored.map(async (key) => {
    const fields = (await redis.look(["HGETALL", key])) as string[];
    return [
      ["HSET", key, ...fields],
      ["EXPIRE", key, String(ttl.apiKey)],
    ];
  });
  return (await Promise.all(commands)).flat();
}

async function runHandler(handler: Handler, request: Request, invocation: Invocation): Promise<void> {
  try {
    const { status, headers, body } = await handler(request);
    invocation.finish({ status, headers, text: await new Response(body).text() });
  } catch {
    // The connection broke off in the middle of the answer.
    invocation.finish(null);
  }
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const quiet = (["log", "warn", "error"] as const).map((name) => vi.spyOn(console, name).mockImplementation(() => {}));
  const clock = createVirtualClock();
  const redis = await openRedisBackend(clock, options.alter);
  const broker = openBrokerBackend(clock);
  const receiver = openReceiver(SECRET);
  const sink = openSink();
  const hosts = new Map<string, Backend>([
    ["receiver.test", receiver],
    ["sink.test", sink],
    ["redis.test", redis],
    ["broker.test", broker],
    ["model.test", modelBackend],
  ]);
  const switchboard = installSwitchboard(clock, hosts);
  await loadModels();
  const env = parseEnv(VARIABLES);
  const step: EngineStep = (name, take) => switchboard.step(name, async () => take());
  const engine = options.engine ?? createSimpleEngine(step);
  const adapt = <S extends Services>(services: S): S => options.adapt?.(services) ?? services;
  const boot = () =>
    handlersFor(
      () => adapt(buildServices(env, receiverClient)),
      () => adapt(buildReadingServices(env, engine)),
      () => adapt(buildEnrichingServices(env)),
    );
  /** Processes that wait for a request. One that is busy takes no other, so that invocations meet in the store alone. */
  let idle: HandlerTable[] = [];
  const busy = new WeakMap<Invocation, HandlerTable>();
  const keys = await issueKeys(env, redis);
  const endpoint = await makeEndpoint(env, redis);
  // The limiter's own script goes out whole once, and not in the first schedule only.
  const anyone = { headers: { authorization: `Bearer ${keyOf("first")}` } };
  await boot().get("/api/v1")?.(new Request(`${BASE_URL}/v1/jobs/unknown`, anyone));
  return {
    clock,
    redis,
    broker,
    receiver,
    sink,
    engine,
    env,
    keyOf,
    async start(label, path, request) {
      const handlers = idle.pop() ?? boot();
      const handler = handlers.get(path);
      if (handler === undefined) throw new Error(`There is no function at ${path}.`);
      const invocation = new Invocation(label);
      busy.set(invocation, handlers);
      switchboard.run(invocation, () => runHandler(handler, request, invocation));
      await invocation.rest();
      return invocation;
    },
    leave(invocation) {
      const handlers = busy.get(invocation);
      if (invocation.ended === "answered" && handlers !== undefined) idle.push(handlers);
    },
    async restart(told = false) {
      receiver.restart();
      sink.restart();
      clock.restart();
      broker.restart();
      await redis.empty();
      for (const command of [...keys, ...(told ? endpoint : [])]) await redis.look(command);
      idle = [];
    },
    async close() {
      switchboard.uninstall();
      vi.useRealTimers();
      for (const spy of quiet) spy.mockRestore();
      await redis.close();
    },
  };
}
