/** Ports of loopback. */
import { once } from "node:events";
import { createServer } from "node:net";

/** A port on which nobody listens: it was free a moment ago, and may be taken by the time that it is used. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port on loopback.");
  return address.port;
}
