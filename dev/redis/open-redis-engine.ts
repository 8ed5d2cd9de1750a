/** Chooses the engine behind the REST endpoint. */
import { openInProcessEngine } from "./in-process/in-process-engine.ts";
import type { RedisEngine } from "./redis-engine.ts";
import { openServerEngine } from "./server-engine.ts";
import { hasRedisServer, openSpawnedServer } from "./spawned-server.ts";

/**
 * The server at `redisUrl` when one is named; else a `redis-server` from the PATH, started for us, unless `preferServer`
 * is false; else the engine inside this process. A server that is named and does not answer is an error: nothing else
 * takes its place silently.
 */
export async function openRedisEngine(
  options: { redisUrl?: string | undefined; preferServer?: boolean } = {},
): Promise<RedisEngine> {
  const { redisUrl, preferServer = true } = options;
  if (redisUrl) return await openServerEngine({ redisUrl });
  if (preferServer && hasRedisServer()) return await openSpawnedServer();
  return await openInProcessEngine();
}
