/** Whether Redis answers, and what it tells of its memory. */
import type { Redis } from "@upstash/redis";
import type { Check } from "../contracts/health.ts";

const told = (info: string, name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? Number.NaN);

/** Not every store tells. */
async function memoryOf(redis: Redis): Promise<{ readonly used_bytes?: number; readonly limit_bytes?: number }> {
  try {
    const info = String(await redis.eval("return redis.call('INFO', 'memory')", [], []));
    const [used, limit] = [told(info, "used_memory"), told(info, "maxmemory")];
    return { ...(used > 0 ? { used_bytes: used } : {}), ...(limit > 0 ? { limit_bytes: limit } : {}) };
  } catch {
    return {};
  }
}

export function storePing(redis: Redis): Check {
  return async () => {
    await redis.ping();
    return { ok: true };
  };
}

export function storeHealth(redis: Redis): Check {
  return async () => {
    await redis.ping();
    return { ok: true, ...(await memoryOf(redis)) };
  };
}
