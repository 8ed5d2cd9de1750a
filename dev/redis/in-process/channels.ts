/** Publish and subscribe inside the process. */
import type { ByteString } from "../byte-string.ts";
import type { RedisMessage } from "../redis-engine.ts";
import { globExpression } from "./glob.ts";

type Listener = (message: RedisMessage) => void;

export class Channels {
  private readonly listeners = new Set<{ channel?: ByteString; pattern?: ByteString; hear: Listener }>();

  /** Returns how to stop listening. */
  listen(kind: "channel" | "pattern", name: ByteString, hear: Listener): () => void {
    const listener = kind === "channel" ? { channel: name, hear } : { pattern: name, hear };
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells everybody who listens, in the order in which they came. Returns how many that were. */
  publish(channel: ByteString, payload: ByteString): number {
    let heard = 0;
    for (const listener of [...this.listeners]) {
      if (listener.channel === channel) listener.hear({ channel, payload });
      else if (listener.pattern !== undefined && globExpression(listener.pattern).test(channel)) {
        listener.hear({ channel, payload, pattern: listener.pattern });
      } else continue;
      heard += 1;
    }
    return heard;
  }
}
