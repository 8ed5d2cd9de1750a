/** The in-process engine answers as redis-server does: a written transcript, and thousands of random commands. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openRedisEngine } from "../../dev/redis/open-redis-engine.ts";
import { type RedisEngine, RedisError, type RedisReply } from "../../dev/redis/redis-engine.ts";
import { serverFound } from "./redis-platform.ts";

/** Redis promises no order for these, and the order is another one there. */
const UNORDERED = /^(SMEMBERS|SUNION|SINTER|SDIFF|KEYS|SCAN|HSCAN|SSCAN|HKEYS|HVALS)$/i;

function parseLine(line: string): string[] {
  const words = line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? [];
  return words
    .map((word) => (word.startsWith('"') ? word.slice(1, -1).replaceAll("\\n", "\n").replaceAll('\\"', '"') : word))
    .map((word) => Buffer.from(word, "utf8").toString("latin1"));
}

function comparable(command: readonly string[], reply: RedisReply): unknown {
  if (reply instanceof RedisError) return `error: ${reply.message}`;
  if (!UNORDERED.test(command[0] ?? "") || !Array.isArray(reply)) return reply;
  return reply.map((item) => (Array.isArray(item) ? item.toSorted() : item)).toSorted();
}

/** A small generator of random numbers, so that a seed repeats a run (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const SHAPES = [
  "SET k v|SET k v NX|SET k v XX GET|GET k|GETDEL k|APPEND k v|STRLEN k|GETRANGE k i i|INCRBY k i|MSET k v k v|MGET k k",
  "HSET k m v|HSET k m v m v|HSETNX k m v|HGET k m|HMGET k m m|HDEL k m m|HLEN k|HEXISTS k m|HGETALL k|HINCRBY k m i",
  "SADD k m m|SREM k m|SISMEMBER k m|SCARD k|SMEMBERS k|SUNION k k|SINTER k k|SDIFF k k",
  "ZADD k i m i m|ZADD k NX i m|ZADD k GT CH i m|ZADD k INCR i m|ZREM k m|ZSCORE k m|ZCARD k|ZRANK k m|ZCOUNT k i i",
  "ZRANGE k i i|ZRANGE k i i REV WITHSCORES|ZRANGE k i i BYSCORE|ZRANGE k (i i BYSCORE LIMIT i i|ZRANGEBYSCORE k i i",
  "ZREMRANGEBYSCORE k i i|ZREMRANGEBYRANK k i i|ZPOPMIN k|ZPOPMAX k",
  "LPUSH k v v|RPUSH k v|LPOP k|RPOP k i|LRANGE k i i|LTRIM k i i|LLEN k|LINDEX k i|LREM k i v",
  "XADD k i-* m v|XADD k MAXLEN 3 i m v|XLEN k|XRANGE k - +|XRANGE k i i|XREVRANGE k + - COUNT i|XTRIM k MAXLEN i|XDEL k i-0",
  "DEL k|EXISTS k k|TYPE k|PERSIST k|TTL k|EXPIRE k 1000|RENAME k k|COPY k k|COPY k k REPLACE|KEYS *|DBSIZE|PEXPIRE k -1|NOSUCH k|GET|SET k v EX i",
].flatMap((line) => line.split("|"));

function randomCommand(below: (limit: number) => number): string[] {
  const fill: Record<string, () => string> = {
    k: () => `key${below(6)}`,
    m: () => `m${below(5)}`,
    v: () => ["1", "word", "-7", "2.5", ""][below(5)] ?? "",
    i: () => String(below(12) - 4),
  };
  return (SHAPES[below(SHAPES.length)] ?? "").split(" ").map((word) => substitute(word, fill));
}

function substitute(word: string, fill: Record<string, () => string>): string {
  const [, open = "", name = "", rest = ""] = /^(\(?)([kmvi])(-.*)?$/.exec(word) ?? [];
  return name === "" ? word : `${open}${fill[name]?.() ?? ""}${rest}`;
}

describe.skipIf(!serverFound)("The in-process engine beside redis-server", () => {
  let engines: RedisEngine[] = [];
  beforeAll(async () => {
    engines = await Promise.all([false, true].map((preferServer) => openRedisEngine({ preferServer })));
  });
  beforeEach(async () => {
    for (const engine of engines) await engine.execute(["FLUSHDB"]);
  });
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  async function bothAnswers(command: readonly string[]): Promise<unknown[]> {
    return await Promise.all(engines.map(async (engine) => comparable(command, await engine.execute(command))));
  }

  it.each(["as written", "in lower case"])(
    "answers the transcript in the same words, commands %s",
    async (spelling) => {
      const lines = readFileSync(new URL("./redis-transcript.txt", import.meta.url), "utf8").split("\n");
      const differences: unknown[] = [];
      let compared = 0;
      for (const line of lines.filter((text) => text !== "" && !text.startsWith("#"))) {
        const [name = "", ...args] = parseLine(line);
        const [own, server] = await bothAnswers([spelling === "as written" ? name : name.toLowerCase(), ...args]);
        compared += 1;
        if (JSON.stringify(own) !== JSON.stringify(server)) differences.push({ line, own, server });
      }
      expect(differences).toEqual([]);
      expect(compared).toBeGreaterThan(350);
    },
  );

  it("answers random commands in the same words", async () => {
    const seed = Math.trunc(Math.random() * 2 ** 31);
    const below = randomNumbers(seed);
    const said: string[] = [];
    for (let step = 0; step < 5000; step += 1) {
      const command = randomCommand(below);
      said.push(command.join(" "));
      const [own, server] = await bothAnswers(command);
      expect(own, `seed ${seed}, after:\n${said.slice(-15).join("\n")}`).toEqual(server);
    }
  });
});
