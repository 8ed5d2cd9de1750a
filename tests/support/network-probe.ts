/** Loaded as a thread: becomes a sandbox thread by importing its module, then tries every way out and tells what happened. */
import "../../lib/pdf/sandbox/sandbox-worker.ts";
import { createSocket } from "node:dgram";
import { lookup, resolve4 } from "node:dns";
import dnsPromises from "node:dns/promises";
import { get } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { get as getSafely } from "node:https";
import { connect, createServer, Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { parentPort, workerData } from "node:worker_threads";

const { port } = workerData as { readonly port: number };
const url = `http://127.0.0.1:${port}/`;
const ignore = () => {};

const WAYS: Readonly<Record<string, () => unknown>> = {
  fetch: () => fetch(url),
  WebSocket: () => new WebSocket(url.replace("http", "ws")),
  EventSource: () => new (globalThis as unknown as { EventSource: new (url: string) => unknown }).EventSource(url),
  net: () => connect(port, "127.0.0.1"),
  socket: () => new Socket().connect(port, "127.0.0.1"),
  server: () => createServer().listen(0),
  tls: () => connectTls(port, "127.0.0.1"),
  http: () => finished(get(url)),
  https: () => finished(getSafely(url.replace("http", "https"))),
  http2: () => finished(connectHttp2(url)),
  lookup: () => lookup("localhost", ignore),
  resolve: () => resolve4("localhost", ignore),
  dnsPromises: () => dnsPromises.lookup("localhost"),
  resolver: () => new dnsPromises.Resolver().resolve4("localhost"),
  udp: () => createSocket("udp4").send("x", port, "127.0.0.1"),
};

function finished(emitter: { on(event: string, listener: (value: unknown) => void): unknown }): Promise<unknown> {
  return new Promise((resolve, reject) => {
    emitter.on("error", reject);
    emitter.on("response", resolve);
    emitter.on("connect", resolve);
  });
}

const said: Record<string, string> = {};
for (const [name, way] of Object.entries(WAYS)) {
  try {
    await way();
    said[name] = "went through";
  } catch (error) {
    said[name] = error instanceof Error ? error.message : String(error);
  }
}
parentPort?.postMessage({ said, environment: Object.keys(process.env) });
