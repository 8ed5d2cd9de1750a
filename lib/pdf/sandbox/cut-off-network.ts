/** Takes the network away from the thread that calls this: nothing that reads a document has any business there. */
import dgram from "node:dgram";
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

function refuse(): never {
  throw new Error("There is no network in the sandbox.");
}

/** Replaces every function of `owner` whose name `chosen` picks. */
function refuseAll(owner: object, chosen: (name: string) => boolean): void {
  for (const name of Object.getOwnPropertyNames(owner)) {
    const value: unknown = Reflect.get(owner, name);
    if (typeof value === "function" && chosen(name)) Reflect.set(owner, name, refuse);
  }
}

/**
 * Every call that would open a connection, a socket or a question to a name server throws from now on, in this thread
 * only: http, https, http2, tls and undici all go through `net.Socket`. Cannot be undone.
 */
export function cutOffNetwork(): void {
  for (const name of ["fetch", "WebSocket", "EventSource"]) {
    Object.defineProperty(globalThis, name, { value: refuse, writable: false, configurable: false });
  }
  net.Socket.prototype.connect = refuse;
  net.Server.prototype.listen = refuse;
  const asks = (name: string) => /^(?:lookup|resolve|reverse)/.test(name);
  for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    refuseAll(owner, asks);
    refuseAll(Object.getPrototypeOf(owner), asks);
  }
  for (const name of ["bind", "connect", "send"] as const) dgram.Socket.prototype[name] = refuse;
  syncBuiltinESMExports();
}
