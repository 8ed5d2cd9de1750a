/** Every engine behind a running REST endpoint, for the contract suites of Redis. */
import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import { openRedisEngine } from "../../dev/redis/open-redis-engine.ts";
import type { RedisEngine } from "../../dev/redis/redis-engine.ts";
import { hasRedisServer } from "../../dev/redis/spawned-server.ts";
import { type RedisEndpoint, startRedisEndpoint } from "../../dev/redis/start-redis-endpoint.ts";

export interface Platform {
  /** Known once the suite's hooks have run. */
  readonly engine: RedisEngine;
  readonly endpoint: RedisEndpoint;
  /** The client as the SDK makes it by default. */
  readonly redis: Redis;
  /** The client as the product uses it: values come back as they were stored. */
  readonly raw: Redis;
  /** A request to the endpoint, with the token. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

const TOKEN = "contract-suite-token";
export const serverFound: boolean = hasRedisServer();

if (!serverFound) {
  process.stderr.write("SKIPPED: the contracts on redis-server, because no redis-server is on the PATH.\n");
}

const engines = [
  { name: "in-process engine", skipped: false, open: () => openRedisEngine({ preferServer: false }) },
  { name: "redis-server", skipped: !serverFound, open: () => openRedisEngine({ preferServer: true }) },
];

/** Describes a contract once for each engine; the database is empty before each test. */
export function describeOnEveryEngine(title: string, body: (platform: Platform) => void): void {
  for (const { name, open, skipped } of engines) {
    describe.skipIf(skipped)(`${title} (${name})`, () => {
      const platform = {} as { -readonly [Part in keyof Platform]: Platform[Part] };
      beforeAll(async () => {
        platform.engine = await open();
        platform.endpoint = await startRedisEndpoint({ engine: platform.engine, token: TOKEN });
        const { url, token } = platform.endpoint;
        platform.redis = new Redis({ url, token, enableTelemetry: false });
        platform.raw = new Redis({ url, token, enableTelemetry: false, automaticDeserialization: false });
        platform.request = (path, init = {}) =>
          fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
      });
      beforeEach(async () => {
        await platform.engine.execute(["FLUSHDB"]);
      });
      afterAll(async () => {
        await platform.endpoint.close();
        await platform.engine.close();
      });
      body(platform);
    });
  }
}
