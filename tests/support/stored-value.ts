/** What a key holds, whatever its type, in an order that does not depend on the server. */
import type { Redis } from "@upstash/redis";
import { storedHash } from "./stored-hash.ts";

/** For a client without deserialisation. */
export async function storedValue(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case "hash":
      return storedHash(redis, key);
    case "set":
      return (await redis.smembers(key)).sort();
    case "zset":
      return redis.zrange(key, 0, -1, { withScores: true });
    default:
      return redis.get(key);
  }
}
