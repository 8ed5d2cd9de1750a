/** The sliding windows as the store keeps them: several in one request, exact however many ask at once, and nothing lost by a refusal. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "@upstash/redis";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { WindowAsk } from "../../lib/contracts/rate-limiter.ts";
import { createRedisClient } from "../../lib/upstash/redis-client.ts";
import { createSlidingWindowLimiter } from "../../lib/upstash/sliding-window-limiter.ts";
import { tenantNamer } from "../../lib/upstash/tenant-names.ts";
import { describeOnEveryEngine } from "./redis-platform.ts";

const MINUTE: WindowAsk = { name: "uploads_minute", subject: "account acme", limit: 5, windowSeconds: 60 };
const HOUR: WindowAsk = { name: "uploads_hour", subject: "account acme", limit: 10, windowSeconds: 3_600 };

const quiet = { info: () => {}, error: () => {} };
/** What is exact is not a matter of time: a machine that is busy must not count as a store that is away. */
const settings = { nameFor: tenantNamer("secret"), log: quiet, timeoutMs: 60_000 };

/** Early in a minute and in an hour, so that no window moves on in the middle of a test. */
function standStill(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-06-01T12:00:05Z") });
}
afterEach(() => void vi.useRealTimers());

describeOnEveryEngine("The sliding windows", (platform) => {
  const open = () => createSlidingWindowLimiter(createRedisClient(platform.endpoint), settings);
  const counts = async () => {
    const keys = (await platform.raw.keys("docat:rate:*")).sort();
    const found = keys.map(async (key) => [key.split(":")[2], Number(await platform.raw.get(key))]);
    return Object.fromEntries(await Promise.all(found));
  };

  it("let exactly as many of 200 concurrent requests through as the narrowest has room for, and forget the rest", async () => {
    standStill();
    const limiter = open();
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => limiter.take([MINUTE, HOUR])));
    const admitted = verdicts.filter((each) => each?.every(({ allowed }) => allowed));
    expect(admitted).toHaveLength(5);
    expect(await counts()).toEqual({ uploads_hour: 5, uploads_minute: 5 });
  });

  it("do so also when a wider one has less room left", async () => {
    standStill();
    const limiter = open();
    for (let n = 0; n < 8; n++) await limiter.take([HOUR]);
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => limiter.take([MINUTE, HOUR])));
    expect(verdicts.filter((each) => each?.every(({ allowed }) => allowed))).toHaveLength(2);
    expect(await counts()).toEqual({ uploads_hour: 10, uploads_minute: 2 });
  });

  it("say what is left, and how long until they move on", async () => {
    standStill();
    expect(await open().take([MINUTE, HOUR])).toEqual([
      { ...MINUTE, allowed: true, remaining: 4, resetSeconds: 55 },
      { ...HOUR, allowed: true, remaining: 9, resetSeconds: 3_595 },
    ]);
  });

  it("let no more than a tenth above the limit through at a window's edge", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-06-01T12:00:59Z") });
    const limiter = open();
    const wide = { ...MINUTE, limit: 100 };
    const burst = async () => {
      const verdicts = await Promise.all(Array.from({ length: 150 }, () => limiter.take([wide])));
      return verdicts.filter((each) => each?.[0]?.allowed).length;
    };
    const before = await burst();
    vi.setSystemTime(new Date("2026-06-01T12:01:01Z"));
    expect(before + (await burst())).toBeLessThanOrEqual(110);
  });

  it("keep callers apart, and neither addresses nor names in their keys; every key has a time to live", async () => {
    const limiter = open();
    const one = { ...MINUTE, limit: 1 };
    for (const subject of ["address 203.0.113.7", "name canary@example.com", "account canary"]) {
      expect(await limiter.take([{ ...one, subject }])).toMatchObject([{ allowed: true }]);
    }
    const keys = await platform.raw.keys("*");
    expect(keys).toHaveLength(3);
    expect(keys.join(" ")).not.toMatch(/canary|203\.0/);
    for (const key of keys) expect(await platform.raw.ttl(key)).toBeGreaterThan(0);
  });

  it("cost one request for all of a request's windows once the store knows the script", async () => {
    const limiter = open();
    await limiter.take([MINUTE]);
    const spy = vi.spyOn(globalThis, "fetch");
    await limiter.take([MINUTE, HOUR, { ...MINUTE, subject: "other" }]);
    expect(spy).toHaveBeenCalledTimes(1);
    spy.mockRestore();
  });

  it("answer null when the store refuses", async () => {
    const refusing = createRedisClient({ ...platform.endpoint, token: "canary" });
    const errors: unknown[] = [];
    const log = { info: () => {}, error: (_: string, error: unknown) => void errors.push(error) };
    expect(await createSlidingWindowLimiter(refusing, { ...settings, log }).take([MINUTE])).toBeNull();
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors.map(String))).not.toMatch(/canary|acme|docat:rate/);
  });
});

describe("A store that hangs", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it("is given up, and the answer is null", async () => {
    server = createServer(() => {});
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const redis = new Redis({ url: `http://127.0.0.1:${port}`, token: "x", enableTelemetry: false });
    const limiter = createSlidingWindowLimiter(redis, { ...settings, timeoutMs: 50 });
    expect(await limiter.take([MINUTE, HOUR])).toBeNull();
  });
});
