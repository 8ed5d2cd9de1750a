/** Subscriptions as server-sent events, in the frames that Upstash sends. */
import { type ByteString, toText } from "./byte-string.ts";
import type { RedisEngine, RedisMessage, RedisSubscription } from "./redis-engine.ts";

function frame(...parts: readonly string[]): Uint8Array {
  const text = parts.join(",").replace(/\r?\n|\r/g, "\ndata: ");
  return new TextEncoder().encode(`data: ${text}\n\n`);
}

function messageFrame({ channel, payload, pattern }: RedisMessage): Uint8Array {
  const [name, body] = [toText(channel), toText(payload)];
  return pattern === undefined ? frame("message", name, body) : frame("pmessage", toText(pattern), name, body);
}

/** Subscribes and answers with an endless stream; it ends, and the subscription with it, when the reader goes away. */
export function eventStream(
  engine: RedisEngine,
  kind: "channel" | "pattern",
  names: readonly ByteString[],
  signal: AbortSignal,
): Response {
  let subscription: RedisSubscription | undefined;
  let ended = false;
  const end = async (): Promise<void> => {
    ended = true;
    await subscription?.close();
  };
  const body = new ReadableStream<Uint8Array>({
    start: async (controller) => {
      signal.addEventListener("abort", () => {
        if (!ended) controller.close();
        void end();
      });
      subscription = await engine.subscribe(kind, names, (message) => {
        if (!ended) controller.enqueue(messageFrame(message));
      });
      if (ended) return await end();
      const word = kind === "channel" ? "subscribe" : "psubscribe";
      for (const [at, name] of names.entries()) controller.enqueue(frame(word, toText(name), String(at + 1)));
    },
    cancel: end,
  });
  return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-cache" } });
}
