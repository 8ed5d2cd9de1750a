/** The service on a machine of one's own: functions, broker and the face of Redis in one process, their state in a Redis server. */
import { startBroker } from "../dev/broker/start-broker.ts";
import type { Deployment } from "../dev/functions/function-server.ts";
import { openSourceFunctions } from "../dev/functions/source-functions.ts";
import { readSourceRoutes } from "../dev/functions/source-routes.ts";
import { openStaticFiles } from "../dev/functions/static-files.ts";
import { listenOnLoopback, PEER_HEADER } from "../dev/http/loopback-listener.ts";
import type { RedisEngine } from "../dev/redis/redis-engine.ts";
import { openServerEngine } from "../dev/redis/server-engine.ts";
import { startRedisEndpoint } from "../dev/redis/start-redis-endpoint.ts";
import { parseEnv } from "../lib/env.ts";
import { insideFetch, outside } from "./deliveries.ts";
import { type InstanceKeys, instanceKeys } from "./instance-keys.ts";
import { takeOwnership } from "./ownership.ts";
import { RedisJournal, readJournal } from "./redis-journal.ts";
import type { ServerSettings } from "./settings.ts";

export interface Server {
  readonly url: string;
  /** Takes no more requests, lets running ones and deliveries end within the bound, writes down what is left. */
  stop(): Promise<void>;
}

export interface ServerEvents {
  /** Another server has this Redis now: this one must end at once. */
  lost(): void;
  report(error: unknown): void;
}

async function startBackends(engine: RedisEngine, keys: InstanceKeys, events: ServerEvents, deliver: typeof fetch) {
  const journal = new RedisJournal(engine, events.report);
  const redis = await startRedisEndpoint({ engine, token: keys.redisToken });
  const { brokerToken: token, currentSigningKey, nextSigningKey } = keys;
  const broker = await startBroker({ token, currentSigningKey, nextSigningKey, journal, fetch: deliver });
  return {
    broker,
    journal,
    variables: {
      KV_REST_API_URL: redis.url,
      KV_REST_API_TOKEN: keys.redisToken,
      QSTASH_URL: broker.url,
      QSTASH_TOKEN: token,
      QSTASH_CURRENT_SIGNING_KEY: currentSigningKey,
      QSTASH_NEXT_SIGNING_KEY: nextSigningKey,
    },
    async close() {
      await broker.close();
      await redis.close();
    },
  };
}

/** What is set stands, but for what the server's own parts are called. */
function defaults(port: number): Readonly<Record<string, string>> {
  const { PUBLIC_BASE_URL, CLIENT_ADDRESS_HEADER, KEY_ENVIRONMENT } = process.env;
  return {
    PUBLIC_BASE_URL: PUBLIC_BASE_URL || `http://127.0.0.1:${port}`,
    CLIENT_ADDRESS_HEADER: CLIENT_ADDRESS_HEADER || PEER_HEADER,
    KEY_ENVIRONMENT: KEY_ENVIRONMENT || "live",
  };
}

/** Functions of the source tree read this process's environment, as they read their own at Vercel. */
function deploy(variables: Readonly<Record<string, string>>): Deployment {
  Object.assign(process.env, variables);
  parseEnv(process.env);
  const root = `${import.meta.dirname}/..`;
  return {
    routes: readSourceRoutes(root),
    statics: openStaticFiles(`${root}/public`),
    functions: openSourceFunctions(root),
  };
}

/** Starts everything and takes up what an earlier server left. Rejects with a sentence when it cannot. One a process. */
export async function startServer(settings: ServerSettings, events: ServerEvents): Promise<Server> {
  const { host, port, shutdownMs } = settings;
  const engine = await openServerEngine({ redisUrl: settings.redisUrl }).catch((error: unknown) => {
    throw new Error("The Redis that REDIS_URL names does not answer.", { cause: error });
  });
  const ownership = await takeOwnership(engine, events.lost);
  const own = defaults(port);
  let deployment: Deployment | undefined;
  const deployed = (): Deployment => {
    if (deployment === undefined) throw new Error("The functions are not there yet.");
    return deployment;
  };
  const deliver = insideFetch(deployed, new URL(own.PUBLIC_BASE_URL ?? "").origin);
  const backends = await startBackends(engine, instanceKeys(settings.instanceSecret), events, deliver);
  deployment = deploy({ ...backends.variables, ...own });
  // First what is there, then what is new: or a message that was seen before would be taken for another.
  backends.broker.restore(await readJournal(engine));
  const listener = await listenOnLoopback(port, outside(deployment), { stamps: true, host });
  return {
    url: listener.url,
    async stop() {
      await Promise.all([listener.drain(shutdownMs), backends.broker.drain(shutdownMs)]);
      await listener.close();
      await backends.journal.flush();
      await backends.close();
      await ownership.release();
      await engine.close();
    },
  };
}
