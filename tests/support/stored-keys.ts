/** Every key of the store, walked as an operator would: by SCAN over the REST endpoint. */
import type { Redis } from "@upstash/redis";

const NO_EXPIRY = -1;

/** All keys at this moment, sorted. */
export async function storedKeys(redis: Redis): Promise<string[]> {
  const found = new Set<string>();
  let cursor = "0";
  do {
    const [next, keys] = await redis.scan(cursor, { count: 100 });
    for (const key of keys) found.add(key);
    cursor = String(next);
  } while (cursor !== "0");
  return [...found].sort();
}

/** Keys that would stay for ever. One that expires meanwhile is none of them. */
export async function keysWithoutTtl(redis: Redis): Promise<string[]> {
  const keys = await storedKeys(redis);
  const ttls = await Promise.all(keys.map((key) => redis.ttl(key)));
  return keys.filter((_, at) => ttls[at] === NO_EXPIRY);
}

/** What kinds of keys there are: `docat:job_…:parts` is `job:parts`, `docat:key:…` is `key`; each once and sorted. */
export function kindsOf(keys: readonly string[]): string[] {
  const kinds = keys.map((key) => {
    const [, second = "", ...rest] = key.split(":");
    if (second.startsWith("upl_")) return `upload:${rest[0]}`;
    return second.startsWith("job_") ? `job:${rest[0]}` : second;
  });
  return [...new Set(kinds)].sort();
}
