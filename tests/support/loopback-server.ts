/** Servers on loopback for tests of what goes out, and the world in which a client may reach just one of them. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { AddressPolicy } from "../../lib/net/address-policy.ts";
import { isPublicAddress } from "../../lib/net/public-address.ts";

export interface LoopbackServer extends AsyncDisposable {
  readonly port: number;
  /** Connections that were made to it so far. */
  readonly connections: () => number;
  /** Connections that are open now. */
  readonly open: () => number;
}

/** An HTTP server on a free port of 127.0.0.1. */
export function listenHttp(handler: RequestListener): Promise<LoopbackServer> {
  return listen(createServer(handler));
}

/** A TCP server on a free port of 127.0.0.1: what is written to the socket is the test's to say. */
export function listenTcp(onSocket: (socket: Socket) => void): Promise<LoopbackServer> {
  return listen(createTcpServer(onSocket));
}

/** Makes a server of any kind listen and counts its connections. */
export async function listen(server: Server): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    open: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Every port, every public address, and besides loopback with the ports that are named. */
export function policyWith(...ports: readonly number[]): AddressPolicy {
  return {
    permitsPort: () => true,
    permitsAddress: (address, port) => isPublicAddress(address) || (address === "127.0.0.1" && ports.includes(port)),
  };
}
