/** Puts a fetch-shaped function behind node:http, on loopback unless another address is named. */
import { once } from "node:events";
import { createServer, IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";

export interface LoopbackListener {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Takes no more connections, and resolves when the requests that are there have been answered, or after `boundMs`. */
  drain(boundMs: number): Promise<void>;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

const READ_REST_MS = 2_000;

/** Many clients write their whole body before they read: what is still on its way is read and dropped, for a short while. */
async function readRest(incoming: IncomingMessage): Promise<void> {
  if (incoming.complete || incoming.destroyed) return;
  const ended = Promise.race([once(incoming, "end"), once(incoming, "close")]).catch(() => {});
  // Whoever had begun to read has stopped, and would hold the rest back.
  incoming.removeAllListeners("data");
  incoming.resume();
  await Promise.race([ended, setTimeout(READ_REST_MS, undefined, { ref: false })]);
}

/**
 * An answer may come before the request's body has been read, a 413 for one. The connection is of no use after that, and
 * the client has to hear so with the answer: else its next request fails on it.
 */
function closeWhenUnread(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const writeHead = outgoing.writeHead;
  outgoing.writeHead = ((...head: Parameters<typeof writeHead>) => {
    if (!incoming.complete) outgoing.setHeader("connection", "close");
    return writeHead.apply(outgoing, head);
  }) as typeof writeHead;
}

/** The header in which the listener says who is at the other end of the connection, as a deployment's front would. */
export const PEER_HEADER = "x-real-ip";

/** Whatever the caller wrote there is gone. */
function stampPeer(incoming: IncomingMessage): void {
  const kept = incoming.rawHeaders.flatMap((name, at, all) =>
    at % 2 === 0 && name.toLowerCase() !== PEER_HEADER ? [name, all[at + 1] ?? ""] : [],
  );
  incoming.rawHeaders = [...kept, PEER_HEADER, incoming.socket.remoteAddress ?? ""];
}

interface ListenOptions {
  /** Requests say whom they come from. */
  readonly stamps?: boolean;
  /** Another address than loopback. */
  readonly host?: string;
}

/** Listens on 127.0.0.1 unless it is told otherwise; port 0 takes a free one. Rejects when the port is taken. */
export async function listenOnLoopback(
  port: number,
  handle: (request: Request) => Response | Promise<Response>,
  { stamps = false, host = "127.0.0.1" }: ListenOptions = {},
): Promise<LoopbackListener> {
  const listener = getRequestListener(
    async (request, { incoming }) => {
      const response = await handle(request);
      if (incoming instanceof IncomingMessage) await readRest(incoming);
      return response;
    },
    { overrideGlobalObjects: false },
  );
  const server = createServer((incoming, outgoing) => {
    closeWhenUnread(incoming, outgoing);
    if (stamps) stampPeer(incoming);
    void listener(incoming, outgoing);
  });
  server.listen(port, host);
  await once(server, "listening");
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    async drain(boundMs) {
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      await Promise.race([closed, setTimeout(boundMs, undefined, { ref: false })]);
    },
    async close() {
      const closed = server.listening ? once(server, "close") : Promise.resolve();
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
