/** Serves the REST API on loopback. */
import { listenOnLoopback } from "../http/loopback-listener.ts";
import type { RedisEngine } from "./redis-engine.ts";
import { restHandler } from "./rest-handler.ts";

export interface RedisEndpoint {
  readonly url: string;
  readonly token: string;
  /** Ends the open streams and the server, but not the engine. */
  close(): Promise<void>;
}

/** Listens on a free port, or on the one that is given; never on anything but loopback. */
export async function startRedisEndpoint(options: {
  engine: RedisEngine;
  token: string;
  port?: number;
}): Promise<RedisEndpoint> {
  const { engine, token, port = 0 } = options;
  const closing = new AbortController();
  const { url, close } = await listenOnLoopback(port, restHandler({ engine, token, signal: closing.signal }));
  return {
    url,
    token,
    close: async () => {
      closing.abort();
      await close();
    },
  };
}
