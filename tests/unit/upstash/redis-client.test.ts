/** The Redis client of the product: the SDK's traps are off. The network is a double. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { REDIS_TIMEOUT_MS } from "../../../lib/limits/limits.ts";
import { createRedisClient } from "../../../lib/upstash/redis-client.ts";

const redis = createRedisClient({ url: "https://kv.example", token: "token" });

/** Every request is answered with this result; gives what was asked. */
function answerWith(result: unknown): { readonly url: string; readonly init: RequestInit }[] {
  const requests: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    requests.push({ url, init });
    return Response.json({ result });
  });
  return requests;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("The Redis client", () => {
  it.each(["7", "007", "1e3", '{"a":1}', "true", "null", "plain", "T0s="])(
    "leaves the text %j as it is",
    async (text) => {
      answerWith(text);
      expect(await redis.get("k")).toBe(text);
    },
  );

  it("sends a command that is asked for alone in a request of its own, with the token and no telemetry", async () => {
    const requests = answerWith("OK");
    await redis.set("a", "1");
    await redis.set("b", "2");
    expect(requests.map(({ init }) => JSON.parse(String(init.body)))).toEqual([
      ["set", "a", "1"],
      ["set", "b", "2"],
    ]);
    const headers = new Headers(requests[0]?.init.headers);
    expect(headers.get("authorization")).toBe("Bearer token");
    expect([...headers.keys()].filter((name) => name.startsWith("upstash-telemetry"))).toEqual([]);
    // What is stored is base64 already, and would be encoded once more.
    expect(headers.has("upstash-encoding")).toBe(false);
  });

  it("gives every request a deadline of its own", async () => {
    const deadline = vi.spyOn(AbortSignal, "timeout");
    const requests = answerWith("OK");
    await redis.set("a", "1");
    await redis.set("b", "2");
    expect(deadline.mock.calls).toEqual([[REDIS_TIMEOUT_MS], [REDIS_TIMEOUT_MS]]);
    expect(requests[0]?.init.signal).not.toBe(requests[1]?.init.signal);
  });

  it("fails when the deadline has passed: no made-up success", async () => {
    const late = AbortSignal.abort(new DOMException("late", "TimeoutError"));
    vi.spyOn(AbortSignal, "timeout").mockReturnValue(late);
    vi.stubGlobal("fetch", async (_: string, { signal }: RequestInit) => signal?.throwIfAborted());
    await expect(redis.set("a", "1")).rejects.toMatchObject({ name: "TimeoutError" });
  });
});
