/** One server for one Redis: two brokers would each deliver what the other has, and forget what the other takes. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { RedisEngine } from "../dev/redis/redis-engine.ts";

const OWNER_KEY = "docat:broker:owner";
const LEASE_MS = 6_000;
const RENEW_MS = 1_500;
const POLL_MS = 250;
/** A server that was killed holds on to its lease until it ends. */
const WAIT_MS = LEASE_MS + 5_000;

/** Takes the lease, renews it or finds that it is another's: 1 or 0. Repeated, it answers the same. */
const HOLD = `local owner = redis.call("GET", KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
return 1`;
const RELEASE = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end
return 0`;

export interface Ownership {
  release(): Promise<void>;
}

/**
 * Waits until no other server has this Redis and keeps it. Rejects with a sentence when another one goes on having it. `lost` hears when the lease
 * has become another's: then this server must end at once. While Redis does not answer nobody can take it.
 */
export async function takeOwnership(engine: RedisEngine, lost: () => void): Promise<Ownership> {
  const name = randomUUID();
  const hold = async () => (await engine.execute(["EVAL", HOLD, "1", OWNER_KEY, name, String(LEASE_MS)])) === 1;
  const deadline = Date.now() + WAIT_MS;
  while (!(await hold())) {
    if (Date.now() > deadline) throw new Error("Another server runs with this Redis: stop it first, one is enough.");
    await pause(POLL_MS);
  }
  const timer = setInterval(async () => {
    const held = await hold().catch(() => undefined);
    if (held === false) lost();
  }, RENEW_MS);
  return {
    async release() {
      clearInterval(timer);
      await engine.execute(["EVAL", RELEASE, "1", OWNER_KEY, name]);
    },
  };
}
