/** Messages arrive: as server-sent events on the wire and through the client's subscriber. */
import { expect, it } from "vitest";
import { describeOnEveryEngine, type Platform } from "./redis-platform.ts";

const streamHeaders = { accept: "text/event-stream" };

/** Reads frames one at a time; `close` hangs up. */
async function listen(platform: Platform, path: string, method: "GET" | "POST") {
  const hangUp = new AbortController();
  const response = await platform.request(path, { method, headers: streamHeaders, signal: hangUp.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffered = "";
  const next = async (): Promise<string> => {
    while (!buffered.includes("\n\n")) {
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
      if (done || value === undefined) return "the stream ended";
      buffered += value;
    }
    const end = buffered.indexOf("\n\n");
    const frame = buffered.slice(0, end);
    buffered = buffered.slice(end + 2);
    return frame;
  };
  return { response, next, close: () => hangUp.abort() };
}

function subscriptionContract(platform: Platform): void {
  it.each(["GET", "POST"] as const)("streams a channel's messages after %s /subscribe", async (method) => {
    const stream = await listen(platform, "/subscribe/chat", method);
    expect([stream.response.status, stream.response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    expect(await stream.next()).toBe("data: subscribe,chat,1");
    expect(await platform.raw.publish("chat", "how are you, é😀?")).toBe(1);
    expect(await platform.raw.publish("other", "not for us")).toBe(0);
    expect(await (await platform.request("/publish/chat/hello", { method: "POST" })).json()).toEqual({ result: 1 });
    expect(await stream.next()).toBe("data: message,chat,how are you, é😀?");
    expect(await stream.next()).toBe("data: message,chat,hello");
    stream.close();
    await expect.poll(() => platform.raw.publish("chat", "anybody?")).toBe(0);
  });

  it("streams what matches a pattern", async () => {
    const stream = await listen(platform, "/psubscribe/job:*", "POST");
    expect(await stream.next()).toBe("data: psubscribe,job:*,1");
    await platform.raw.publish("job:7", "done");
    expect(await stream.next()).toBe("data: pmessage,job:*,job:7,done");
    stream.close();
  });

  it("hears what a script publishes, on several channels", async () => {
    const stream = await listen(platform, "/subscribe/one/two", "POST");
    expect([await stream.next(), await stream.next()]).toEqual(["data: subscribe,one,1", "data: subscribe,two,2"]);
    expect(await platform.raw.eval("return redis.call('PUBLISH', ARGV[1], 'x')", [], ["two"])).toBe(1);
    expect(await stream.next()).toBe("data: message,two,x");
    stream.close();
  });

  it("delivers to the client's subscriber", async () => {
    const { redis } = platform;
    const subscriber = redis.subscribe<{ page: number }>(["progress"]);
    const subscribed = new Promise((resolve) => subscriber.on("subscribe", resolve));
    const heard = new Promise((resolve) => subscriber.on("message", resolve));
    expect(await subscribed).toBe(1);
    await redis.publish("progress", { page: 3 });
    expect(await heard).toEqual({ channel: "progress", message: { page: 3 } });
    await subscriber.unsubscribe();
    await expect.poll(() => redis.publish("progress", "anybody?")).toBe(0);
  });

  it("delivers to the client's pattern subscriber", async () => {
    const { redis } = platform;
    const subscriber = redis.psubscribe("job:*");
    const subscribed = new Promise((resolve) => subscriber.on("psubscribe", resolve));
    const heard = new Promise((resolve) => subscriber.on("pmessage", resolve));
    await subscribed;
    await redis.publish("job:1", { state: "done" });
    expect(await heard).toEqual({ pattern: "job:*", channel: "job:1", message: { state: "done" } });
    await subscriber.unsubscribe();
  });
}

describeOnEveryEngine("Subscriptions in Redis", subscriptionContract);
