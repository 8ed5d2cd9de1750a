/** Lua scripts: atomic, cached by their SHA-1, and in Upstash's dialect too. */
import { createHash } from "node:crypto";
import { errors } from "@upstash/redis";
import { expect, it } from "vitest";
import { describeOnEveryEngine, type Platform } from "./redis-platform.ts";

const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");

/** The shape of the product's own scripts: a set-shaped transition that may run twice. */
const COMPLETE_RANGE = `
local job, outbox = KEYS[1], KEYS[2]
local range, reference, now = ARGV[1], ARGV[2], redis.call('TIME')
if redis.call('HGET', job, 'state') ~= 'running' then return {0, 'stale'} end
redis.call('HSETNX', job, 'part:' .. range, reference)
local done = 0
for _, field in ipairs(redis.call('HKEYS', job)) do
  if string.sub(field, 1, 5) == 'part:' then done = done + 1 end
end
if done < tonumber(redis.call('HGET', job, 'total')) then return {done, 'running'} end
redis.call('HSET', job, 'state', 'assembling', 'at', now[1] * 1000 + math.floor(now[2] / 1000))
redis.call('HSET', outbox, 'assemble', reference)
return {done, 'assembling', {reference, false}}
`;

function scriptContract(platform: Platform): void {
  it("runs a state transition, once or twice", async () => {
    const { raw } = platform;
    await raw.hset("job", { state: "running", total: 2 });
    const complete = raw.createScript<unknown[]>(COMPLETE_RANGE);
    expect(await complete.exec(["job", "outbox"], ["0", "ref-0"])).toEqual([1, "running"]);
    expect(await complete.exec(["job", "outbox"], ["0", "other"])).toEqual([1, "running"]);
    expect(await complete.exec(["job", "outbox"], ["1", "ref-1"])).toEqual([2, "assembling", ["ref-1", null]]);
    expect(await complete.exec(["job", "outbox"], ["1", "ref-1"])).toEqual([0, "stale"]);
    expect(await raw.hget("outbox", "assemble")).toBe("ref-1");
    expect(await raw.hget("job", "part:0")).toBe("ref-0");
    expect(Math.abs(Number(await raw.hget("job", "at")) - Date.now())).toBeLessThan(5000);
  });

  it("is atomic among parallel callers", async () => {
    const { raw } = platform;
    const step = "local n = tonumber(redis.call('GET', KEYS[1]) or '0') redis.call('SET', KEYS[1], n + 1) return n + 1";
    const seen = await Promise.all(Array.from({ length: 100 }, () => raw.eval<[], number>(step, ["n"], [])));
    expect(seen.toSorted((left, right) => left - right)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
  });

  it("answers NOSCRIPT until it has seen the script, and again after a flush", async () => {
    const { raw } = platform;
    const script = `return {KEYS[1], ARGV[1], '${crypto.randomUUID()}'}`;
    await expect(raw.evalsha(sha1(script), ["k"], ["a"])).rejects.toThrow(
      "NOSCRIPT No matching script. Please use EVAL.",
    );
    const expected = await raw.eval(script, ["k"], ["a"]);
    expect(await raw.evalsha(sha1(script), ["k"], ["a"])).toEqual(expected);
    expect(await raw.scriptExists(sha1(script), sha1("never seen"))).toEqual([1, 0]);
    expect(await raw.scriptFlush()).toBe("OK");
    await expect(raw.evalsha(sha1(script), ["k"], ["a"])).rejects.toThrow("NOSCRIPT");
    expect(await raw.createScript(script).exec(["k"], ["a"])).toEqual(expected);
  });

  it.each([
    "#!lua flags=allow-key-locking",
    "#!lua flags=allow-key-locking,no-writes",
    "#!lua flags=no-writes,allow-key-locking\r",
    "#!lua",
  ])("knows a script that begins with %j by the SHA-1 of the text it was sent", async (shebang) => {
    const { raw } = platform;
    const script = `${shebang}\nreturn 'dialect ${crypto.randomUUID()}'`;
    const expected = /'(.*)'/.exec(script)?.[1];
    await expect(raw.evalsha(sha1(script), [], [])).rejects.toThrow("NOSCRIPT");
    expect(await raw.scriptLoad(script)).toBe(sha1(script));
    expect(await raw.evalsha(sha1(script), [], [])).toBe(expected);
    expect(await raw.evalsha(sha1(script).toUpperCase(), [], [])).toBe(expected);
    expect(await raw.scriptExists(sha1(script))).toEqual([1]);
    expect(await raw.multi().evalsha(sha1(script), [], []).scriptLoad(script).exec()).toEqual([expected, sha1(script)]);
    await raw.scriptFlush();
    expect(await raw.scriptExists(sha1(script))).toEqual([0]);
    expect(await raw.eval(script, [], [])).toBe(expected);
    expect(await raw.evalsha(sha1(script), [], [])).toBe(expected);
  });

  it("keeps the other flags of a shebang in force", async () => {
    const { raw } = platform;
    const script = "#!lua flags=no-writes,allow-key-locking\nreturn redis.call('SET', KEYS[1], 1)";
    await expect(raw.eval(script, ["k"], [])).rejects.toThrow("Write commands are not allowed from read-only scripts");
    await expect(raw.evalRo("return redis.call('SET', KEYS[1], 1)", ["k"], [])).rejects.toThrow("read-only");
    expect(await raw.exists("k")).toBe(0);
    expect(await raw.evalRo("return redis.call('EXISTS', KEYS[1])", ["k"], [])).toBe(0);
  });

  it.each([
    ["return redis.call('HGET', KEYS[1], 'f')", /^WRONGTYPE Operation against a key .*, on @user_script:1\./],
    ["return redis.error_reply('MYCODE my words')", /^MYCODE my words/],
    ["return {err = 'MYCODE my words'}", /^MYCODE my words/],
    ["\nerror('boom')", /^ERR user_script:2: boom script: [0-9a-f]{40}, on @user_script:2\./],
    ["return +", /^ERR Error compiling script \(new function\): user_script:1: unexpected symbol near '\+'/],
    ["undeclared = 1", /^ERR user_script:1: Attempt to modify a readonly table/],
    ["return undeclared", /^ERR user_script:1: Script attempted to access nonexistent global variable 'undeclared'/],
  ])("tells the caller what went wrong in %j", async (script, words) => {
    const { raw } = platform;
    await raw.set("word", "abc");
    const failed = await raw.eval(script, ["word"], []).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(errors.UpstashError);
    expect((failed as Error).message.replace(/^Command failed: /, "")).toMatch(words);
    expect(await raw.eval("return 'still alive'", [], [])).toBe("still alive");
  });

  it("lets pcall go on, and keeps what was written before an error", async () => {
    const { raw } = platform;
    await raw.set("word", "abc");
    const script = "local reply = redis.pcall('INCR', KEYS[1]) return {reply.err, redis.call('GET', KEYS[1])}";
    expect(await raw.eval(script, ["word"], [])).toEqual(["ERR value is not an integer or out of range", "abc"]);
    await expect(raw.eval("redis.call('SET', KEYS[1], 'new') error('late')", ["word"], [])).rejects.toThrow("late");
    expect(await raw.get("word")).toBe("new");
  });

  it("runs a script a hundred times by its digest", async () => {
    const { raw } = platform;
    const script = raw.createScript<number>("return redis.call('INCR', KEYS[1])");
    await script.exec(["n"], []);
    for (let round = 0; round < 100; round += 1) await script.exec(["n"], []);
    expect(await raw.get("n")).toBe("101");
  });
}

describeOnEveryEngine("Scripts in Redis", scriptContract);
