/** A Redis hash as an object: Redis tells its fields in no particular order. */
import type { Redis } from "@upstash/redis";

/** For a client without deserialisation, which hands through Redis's list of field and value. */
export async function storedHash(redis: Redis, key: string): Promise<Readonly<Record<string, string>>> {
  const list = ((await redis.hgetall(key)) ?? []) as unknown as readonly string[];
  return Object.fromEntries(list.flatMap((field, at) => (at % 2 === 0 ? [[field, list[at + 1] ?? ""]] : [])));
}
