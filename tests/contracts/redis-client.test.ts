/** What the product may expect of Redis, through the client that it uses. */
import { setTimeout as sleep } from "node:timers/promises";
import { errors, Redis } from "@upstash/redis";
import { describe, expect, it } from "vitest";
import { describeOnEveryEngine, type Platform } from "./redis-platform.ts";

const MEGABYTES = 1.4 * 1024 * 1024;

function values(platform: Platform): void {
  it("keeps JSON values with the default client and text with deserialization off", async () => {
    const { redis, raw } = platform;
    await redis.set("k", { pages: [1, { text: "x" }], ok: true });
    expect(await redis.get("k")).toEqual({ pages: [1, { text: "x" }], ok: true });
    expect(await raw.get("k")).toBe('{"pages":[1,{"text":"x"}],"ok":true}');
    await raw.set("number", "7");
    expect([await redis.get("number"), await raw.get("number")]).toEqual([7, "7"]);
    expect(await redis.get("missing")).toBeNull();
  });

  it.each([
    "",
    "OK",
    "é",
    "日本語 😀 \u{10FFFF}",
    "\u0000\u0001\u007f\u0080",
    "line\r\nline",
    '{"a":',
    '"quoted"',
    "\ufeffBOM",
  ])("gives back %j unchanged", async (text) => {
    const { raw } = platform;
    await raw.set("k", text);
    await raw.hset("h", { [`field ${text}`]: text });
    // The client's decoder drops a byte order mark at the start of a value; nothing else may change.
    const seen = text.replace(/^\ufeff/, "");
    expect(await raw.get("k")).toBe(seen);
    expect(await raw.hget("h", `field ${text}`)).toBe(seen);
    expect(await raw.strlen("k")).toBe(Buffer.byteLength(text));
  });

  it("carries 1.4 MB of text in a value, a field, a pipeline and a script", async () => {
    const { raw } = platform;
    const large = "page of text, é😀 ".repeat(MEGABYTES / 20).slice(0, MEGABYTES);
    expect(await raw.set("k", large)).toBe("OK");
    expect(await raw.get("k")).toBe(large);
    await raw.hset("h", { part: large });
    expect(await raw.hget("h", "part")).toBe(large);
    const [first, second] = await raw.pipeline().get("k").hget("h", "part").exec<[string, string]>();
    expect([first === large, second === large]).toEqual([true, true]);
    const copy = "redis.call('SET', KEYS[2], redis.call('GET', KEYS[1])) return {#ARGV[1], ARGV[1]}";
    const [bytes, echoed] = await raw.eval<string[], [number, string]>(copy, ["k", "copy"], [large]);
    expect([bytes, echoed === large, (await raw.get("copy")) === large]).toEqual([
      Buffer.byteLength(large),
      true,
      true,
    ]);
  });

  it("passes 2 MB there and back", async () => {
    const { raw } = platform;
    const large = "x".repeat(2 * 1024 * 1024);
    await raw.set("k", large);
    expect((await raw.get<string>("k"))?.length).toBe(large.length);
  });
}

function expiry(platform: Platform): void {
  it("lets values go when their time is over", async () => {
    const { redis } = platform;
    await redis.set("short", 1, { px: 800 });
    await redis.set("long", 1, { ex: 100 });
    await redis.hset("hash", { a: 1 });
    await redis.pexpire("hash", 800);
    expect(await redis.exists("short", "long", "hash")).toBe(3);
    expect(await redis.pttl("short")).toBeGreaterThan(0);
    await sleep(850);
    expect([await redis.get("short"), await redis.hgetall("hash"), await redis.ttl("short")]).toEqual([null, null, -2]);
    expect([await redis.get("long"), await redis.dbsize(), await redis.keys("*")]).toEqual([1, 1, ["long"]]);
    expect(await redis.set("short", 2, { nx: true })).toBe("OK");
    expect(await redis.ttl("short")).toBe(-1);
  });

  it("tells and changes the time that is left", async () => {
    const { redis } = platform;
    await redis.set("k", 1, { ex: 100 });
    expect(await redis.ttl("k")).toBe(100);
    expect(await redis.persist("k")).toBe(1);
    expect(await redis.ttl("k")).toBe(-1);
    await redis.expireat("k", Math.floor(Date.now() / 1000) + 50);
    expect(await redis.ttl("k")).toBeGreaterThan(47);
    await redis.incr("k");
    expect(await redis.ttl("k")).toBeGreaterThan(47);
    const [seconds] = await redis.time();
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(5);
  });
}

function collections(platform: Platform): void {
  it("keeps hashes, sets, lists and counters", async () => {
    const { redis } = platform;
    expect(await redis.hset("h", { a: 1, b: "two", c: { d: 3 } })).toBe(3);
    expect(await redis.hgetall("h")).toEqual({ a: 1, b: "two", c: { d: 3 } });
    expect(await redis.hmget("h", "a", "nope")).toEqual({ a: 1, nope: null });
    expect([await redis.hsetnx("h", "a", 9), await redis.hsetnx("h", "e", 9)]).toEqual([0, 1]);
    expect(await redis.hincrby("h", "a", 41)).toBe(42);
    await redis.sadd("s", "x", "y", "x");
    expect([(await redis.smembers("s")).toSorted(), await redis.sismember("s", "x")]).toEqual([["x", "y"], 1]);
    await redis.rpush("l", 1, 2, 3);
    await redis.lpush("l", 0);
    await redis.ltrim("l", 0, 2);
    expect(await redis.lrange("l", 0, -1)).toEqual([0, 1, 2]);
    expect([await redis.incr("n"), await redis.incrby("n", 9), await redis.decr("n")]).toEqual([1, 10, 9]);
    expect([await redis.mset({ p: 1, q: 2 }), await redis.mget("p", "nope", "q")]).toEqual(["OK", [1, null, 2]]);
  });

  it("copies what stands under a key in a transaction, whatever is there, and gives the copy its own time", async () => {
    const { raw } = platform;
    await raw.hset("from", { key: "k", 0: "piece" });
    await raw.set("to", "something else");
    const copy = () => raw.multi().copy("from", "to", { replace: true }).expire("to", 100).exec();
    // The client's words for it (COPIED, NOT_COPIED) come only with deserialization on.
    expect([await copy(), await copy()]).toEqual([
      [1, 1],
      [1, 1],
    ]);
    await raw.hset("to", { 0: "changed" });
    expect([await raw.hget("from", "0"), await raw.ttl("from"), await raw.ttl("to")]).toEqual(["piece", -1, 100]);
    await raw.del("from");
    expect(await copy()).toEqual([0, 1]);
  });

  it("orders sorted sets by score and then by name", async () => {
    const { redis } = platform;
    await redis.zadd("z", { score: 2, member: "b" }, { score: 2, member: "a" }, { score: 1.5, member: "c" });
    expect(await redis.zrange("z", 0, -1, { withScores: true })).toEqual(["c", 1.5, "a", 2, "b", 2]);
    expect(await redis.zrange("z", "(1.5", "+inf", { byScore: true, offset: 1, count: 5 })).toEqual(["b"]);
    expect(await redis.zremrangebyscore("z", 2, 2)).toBe(2);
    expect(await redis.zcard("z")).toBe(1);
  });

  it("appends to streams, reads them and trims them", async () => {
    const { redis } = platform;
    const ids = [await redis.xadd("x", "*", { line: 1 }), await redis.xadd("x", "*", { line: 2 })];
    expect(ids.every((id) => /^\d{13}-\d+$/.test(id))).toBe(true);
    expect(await redis.xrange("x", "-", "+")).toEqual({ [ids[0] ?? ""]: { line: 1 }, [ids[1] ?? ""]: { line: 2 } });
    expect(Object.values(await redis.xrevrange("x", "+", "-", 1))).toEqual([{ line: 2 }]);
    await redis.xadd("x", "*", { line: 3 }, { trim: { type: "MAXLEN", threshold: 2, comparison: "=" } });
    expect(await redis.xlen("x")).toBe(2);
    expect(await redis.xtrim("x", { strategy: "MAXLEN", threshold: 1, exactness: "=" })).toBe(1);
    expect(Object.values(await redis.xrange("x", "-", "+"))).toEqual([{ line: 3 }]);
  });

  it("scans every key once with MATCH and COUNT", async () => {
    const { redis } = platform;
    const wanted = Array.from({ length: 137 }, (_, at) => `job:${at}`);
    await redis.mset(Object.fromEntries([...wanted, "other:1", "other:2"].map((key) => [key, 1])));
    const found: string[] = [];
    let cursor = "0";
    do {
      const [next, keys] = await redis.scan(cursor, { match: "job:*", count: 20 });
      found.push(...keys);
      cursor = next;
    } while (cursor !== "0");
    expect([...new Set(found)].toSorted()).toEqual(wanted.toSorted());
  });
}

function batches(platform: Platform): void {
  it("answers pipelines in order and keeps errors apart", async () => {
    const { redis } = platform;
    expect(await redis.pipeline().set("a", 1).incr("a").get("a").get("nope").exec()).toEqual(["OK", 2, 2, null]);
    const results = await redis.pipeline().set("w", "word").incr("w").get("w").exec({ keepErrors: true });
    expect(results.map(({ error, result }) => error ?? result)).toEqual([
      "OK",
      "ERR value is not an integer or out of range",
      "word",
    ]);
    await expect(redis.pipeline().incr("w").exec()).rejects.toThrow(
      "Command 1 [ incr ] failed: ERR value is not an integer or out of range",
    );
  });

  it("lets nobody in between the commands of a transaction", async () => {
    const { redis } = platform;
    const rounds = Array.from({ length: 20 }, () => redis.multi().incr("n").incr("n").incr("n").exec<number[]>());
    for (const [first = 0, ...rest] of await Promise.all(rounds)) expect(rest).toEqual([first + 1, first + 2]);
    expect(await redis.get("n")).toBe(60);
  });

  it("serves calls that the client bundles by itself", async () => {
    const { redis } = platform;
    const sums = await Promise.all(Array.from({ length: 50 }, (_, at) => redis.hincrby("h", `f${at % 5}`, 1)));
    expect(sums.reduce((sum, value) => sum + value)).toBe(275);
    const [fields, size, missing] = await Promise.all([redis.hgetall("h"), redis.hlen("h"), redis.get("nope")]);
    expect([fields, size, missing]).toEqual([{ f0: 10, f1: 10, f2: 10, f3: 10, f4: 10 }, 5, null]);
  });
}

function failures(platform: Platform): void {
  it("throws UpstashError with Redis's own words", async () => {
    const { endpoint, redis } = platform;
    await redis.set("word", "abc");
    const failed = await redis.hget("word", "f").catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(errors.UpstashError);
    expect(String(failed)).toContain("WRONGTYPE Operation against a key holding the wrong kind of value");
    const lone = new Redis({ url: endpoint.url, token: endpoint.token, enableAutoPipelining: false });
    await expect(lone.incr("word")).rejects.toThrow("ERR value is not an integer or out of range, command was");
  });

  it("turns a client with a wrong token away", async () => {
    const stranger = new Redis({ url: platform.endpoint.url, token: "wrong", retry: false });
    await expect(stranger.get("k")).rejects.toThrow("WRONGPASS invalid or missing auth token");
  });
}

describeOnEveryEngine("The client of Redis", (platform) => {
  describe("values", () => values(platform));
  describe("expiry", () => expiry(platform));
  describe("collections", () => collections(platform));
  describe("batches", () => batches(platform));
  describe("failures", () => failures(platform));
});
