/** Serves the REST API on loopback. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RedisEngine } from "./redis-engine.ts";
import { restHandler } from "./rest-handler.ts";

const LOOPBACK = "127.0.0.1";
/** A whole request, a pipeline too. One command is limited closer, where commands are refused. */
const MAX_BODY_BYTES = 128 * 1024 * 1024;

export interface RedisEndpoint {
  readonly url: string;
  readonly token: string;
  /** Ends the open streams and the server, but not the engine. */
  close(): Promise<void>;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function respond(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) {
  const body = await readBody(incoming);
  const left = new AbortController();
  outgoing.once("close", () => left.abort());
  const method = incoming.method ?? "GET";
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers.set(name, String(value));
  const response = body
    ? await handle(
        new Request(`http://${LOOPBACK}${incoming.url}`, {
          method,
          headers,
          signal: left.signal,
          ...(method === "GET" || method === "HEAD" ? {} : { body }),
        }),
      )
    : Response.json({ error: `ERR max request size exceeded. Limit: ${MAX_BODY_BYTES} bytes` }, { status: 400 });
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.flushHeaders();
  if (!response.body || method === "HEAD") return void outgoing.end();
  await pipeline(Readable.fromWeb(response.body), outgoing).catch(() => left.abort());
}

/** Listens on a free port, or on the one that is given; never on anything but loopback. */
export async function startRedisEndpoint(options: {
  engine: RedisEngine;
  token: string;
  port?: number;
}): Promise<RedisEndpoint> {
  const { engine, token, port = 0 } = options;
  const closing = new AbortController();
  const handle = restHandler({ engine, token, signal: closing.signal });
  const server = createServer((incoming, outgoing) => {
    respond(handle, incoming, outgoing).catch((error: unknown) => {
      console.error("Redis endpoint:", error);
      if (outgoing.headersSent) return void outgoing.destroy();
      outgoing.writeHead(500, { "content-type": "application/json" }).end('{"error":"ERR internal error"}');
    });
  });
  server.listen(port, LOOPBACK);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The Redis endpoint has no port.");
  return {
    url: `http://${LOOPBACK}:${address.port}`,
    token,
    close: async () => {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
