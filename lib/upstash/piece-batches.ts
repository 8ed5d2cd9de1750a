/** Hash fields written or read in requests that stay under Upstash's 10 MB. */
import type { Redis } from "@upstash/redis";
import { PIECES_PER_REQUEST } from "../limits/limits.ts";
import { rawReply } from "./redis-client.ts";
import { runScript } from "./run-script.ts";
import { PUT_FIELDS } from "./scripts/put-fields.ts";

type Fields = readonly (readonly [field: string, value: string])[];

/** Writes all fields of a hash; every request gives the key its time to live in the same step. */
export async function writeFields(redis: Redis, key: string, fields: Fields, ttlSeconds: number): Promise<void> {
  for (let start = 0; start < fields.length; start += PIECES_PER_REQUEST) {
    const batch = fields.slice(start, start + PIECES_PER_REQUEST).flat();
    await runScript(redis, PUT_FIELDS, [key], [ttlSeconds, ...batch]);
  }
}

/** Reads fields in order; null when one is missing. */
export async function readFields(redis: Redis, key: string, fields: readonly string[]): Promise<string[] | null> {
  const values: string[] = [];
  for (let start = 0; start < fields.length; start += PIECES_PER_REQUEST) {
    const batch = fields.slice(start, start + PIECES_PER_REQUEST);
    const reply = rawReply<string | null>(await redis.hmget(key, ...batch));
    for (const value of reply) {
      if (value === null) return null;
      values.push(value);
    }
  }
  return values;
}
