/** A proxy on loopback in front of the store or the broker, over real sockets, that lets go wrong what can go wrong on the way. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

interface Passage {
  /** Asks the target; at most once. */
  forward(): Promise<Response>;
  readonly response: ServerResponse;
  onSilence(): void;
}

const DELAY_MS = 300;

async function copy(answer: Response, response: ServerResponse): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  const headers = Object.fromEntries(answer.headers);
  response.writeHead(answer.status, { ...headers, "content-length": body.length }).end(body);
}

/** What can happen to a request; a row for each kind. */
const WIRE_FAULTS = {
  pass: async ({ forward, response }) => copy(await forward(), response),
  "dropped before": async ({ response }) => void response.destroy(),
  async "dropped after"({ forward, response }) {
    await forward();
    response.destroy();
  },
  "server error": async ({ response }) => void response.writeHead(500).end('{"error":"ERR out of order"}'),
  async "bad gateway"({ forward, response }) {
    await forward();
    response.writeHead(502, { "content-type": "text/html" }).end("<html>Bad Gateway</html>");
  },
  async "half a body"({ forward, response }) {
    const body = Buffer.from(await (await forward()).arrayBuffer());
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
  },
  async delayed({ forward, response }) {
    await sleep(DELAY_MS);
    await copy(await forward(), response);
  },
  /** Until the client gives up. */
  "no answer": async ({ onSilence }) => onSilence(),
  /** It is done, and nobody hears of it. */
  async "silent after"({ forward, onSilence }) {
    await forward();
    onSilence();
  },
} satisfies Readonly<Record<string, (passage: Passage) => Promise<void>>>;

export type WireFault = keyof typeof WIRE_FAULTS;
export const WIRE_FAULT_NAMES = Object.keys(WIRE_FAULTS) as WireFault[];

interface FaultProxy {
  readonly url: string;
  close(): Promise<void>;
}

interface ProxyOptions {
  readonly target: string;
  readonly nameOf: (path: string, body: string, method: string) => string;
  /** What happens to this request. */
  readonly decide: (name: string) => WireFault;
  /** A request without an answer is as far as it goes. */
  readonly onSilence?: (() => void) | undefined;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function headersOf({ headers }: IncomingMessage): Headers {
  const passed = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (!/^(host|connection|content-length|keep-alive)$/.test(name)) passed.set(name, String(value));
  }
  return passed;
}

async function handle(request: IncomingMessage, response: ServerResponse, options: ProxyOptions): Promise<void> {
  const { method = "GET", url = "/" } = request;
  const body = await readAll(request);
  const name = options.nameOf(new URL(url, options.target).pathname, body.toString("utf8"), method);
  const fault = options.decide(name);
  const { onSilence = () => {} } = options;
  const init = { method, headers: headersOf(request), ...(body.length > 0 ? { body: new Uint8Array(body) } : {}) };
  await WIRE_FAULTS[fault]({ response, onSilence, forward: () => fetch(`${options.target}${url}`, init) });
}

export async function startFaultProxy(options: ProxyOptions): Promise<FaultProxy> {
  const server = createServer((request, response) => {
    handle(request, response, options).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
