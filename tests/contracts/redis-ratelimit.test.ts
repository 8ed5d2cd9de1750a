/** The rate limits of @upstash/ratelimit really limit. */
import { setTimeout as sleep } from "node:timers/promises";
import { Ratelimit } from "@upstash/ratelimit";
import { expect, it } from "vitest";
import { describeOnEveryEngine } from "./redis-platform.ts";

type Limiter = ReturnType<typeof Ratelimit.slidingWindow>;

describeOnEveryEngine("Rate limits in Redis", (platform) => {
  const limiter = (algorithm: Limiter): Ratelimit =>
    new Ratelimit({ redis: platform.redis, limiter: algorithm, ephemeralCache: false, prefix: "rl" });

  it.each([
    // Windows begin with the clock's own: one that is short may end in the middle of the test.
    ["sliding window", () => Ratelimit.slidingWindow(3, "1 d")],
    ["fixed window", () => Ratelimit.fixedWindow(3, "1 d")],
    ["token bucket", () => Ratelimit.tokenBucket(3, "1 d", 3)],
  ])("lets three through and no fourth: %s", async (_, algorithm) => {
    const limit = limiter(algorithm());
    const answers = [];
    for (let call = 0; call < 5; call += 1) answers.push(await limit.limit("tenant"));
    expect(answers.map(({ success }) => success)).toEqual([true, true, true, false, false]);
    expect(answers.slice(0, 3).map(({ remaining }) => remaining)).toEqual([2, 1, 0]);
    expect(answers.every(({ limit: most, reason }) => most === 3 && reason === undefined)).toBe(true);
    expect(answers[0]?.reset).toBeGreaterThan(Date.now());
    expect((await limit.limit("another tenant")).success).toBe(true);
    expect((await limit.getRemaining("tenant")).remaining).toBe(0);
  });

  it("opens again when the window is over", async () => {
    const limit = limiter(Ratelimit.fixedWindow(1, "300 ms"));
    const { success, reset } = await limit.limit("tenant");
    expect(success).toBe(true);
    await sleep(Math.max(0, reset - Date.now()) + 20);
    expect((await limit.limit("tenant")).success).toBe(true);
    await sleep(400);
    expect(await platform.redis.dbsize()).toBe(0);
  });

  it("takes a weight, refunds and resets", async () => {
    const limit = limiter(Ratelimit.slidingWindow(10, "1 d"));
    expect((await limit.limit("tenant", { rate: 8 })).remaining).toBe(2);
    expect((await limit.limit("tenant", { rate: -5 })).remaining).toBe(7);
    await limit.resetUsedTokens("tenant");
    expect((await limit.getRemaining("tenant")).remaining).toBe(10);
  });

  it("counts parallel callers exactly", async () => {
    const limit = limiter(Ratelimit.fixedWindow(10, "3600 s"));
    const answers = await Promise.all(Array.from({ length: 30 }, () => limit.limit("tenant")));
    expect(answers.filter(({ success }) => success)).toHaveLength(10);
  });
});
