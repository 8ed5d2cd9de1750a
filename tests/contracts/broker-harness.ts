/** What the broker suites share: a broker, the real client, a receiver that records deliveries, a clock that tests move. */
import { Client, Receiver } from "@upstash/qstash";
import { onTestFinished, vi } from "vitest";
import type { Clock } from "../../dev/broker/clock.ts";
import { type BrokerHandle, type StartBrokerOptions, startBroker } from "../../dev/broker/start-broker.ts";
import { freePort } from "../../dev/http/free-port.ts";
import { listenOnLoopback } from "../../dev/http/loopback-listener.ts";

/** One request as the receiver saw it. */
export interface Delivery {
  /** The receiver's own URL with path and query, as a handler would rebuild it. */
  readonly url: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
}

type Answer = (delivery: Delivery, index: number) => Response | Promise<Response>;

/** Starts a receiver on loopback. Without `answer` it says 200 to everything. Closed when the test ends. */
export async function startReceiver(answer: Answer = () => new Response("ok")) {
  const deliveries: Delivery[] = [];
  const listener = await listenOnLoopback(0, async (request) => {
    const { origin, pathname } = new URL(request.url);
    const delivery = {
      url: listener.url + request.url.slice(origin.length),
      path: pathname,
      method: request.method,
      headers: request.headers,
      body: await request.text(),
    };
    deliveries.push(delivery);
    return answer(delivery, deliveries.length - 1);
  });
  onTestFinished(() => listener.close());
  return {
    url: listener.url,
    deliveries,
    /** Deliveries to one path, in order of arrival. */
    at: (path: string) => deliveries.filter((delivery) => delivery.path === path),
    /** Waits until so many deliveries have come; answers with them. */
    async until(count: number): Promise<readonly Delivery[]> {
      await vi.waitFor(
        () => {
          if (deliveries.length < count) throw new Error(`${deliveries.length} of ${count} deliveries have come`);
        },
        { timeout: 5000, interval: 2 },
      );
      return deliveries;
    },
  };
}

/** A URL on which nobody listens. */
export async function closedUrl(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}/`;
}

/** A broker and the real client that talks to it. Closed when the test ends. */
export async function startTestBroker(options: StartBrokerOptions = {}) {
  const broker = await startBroker(options);
  onTestFinished(() => broker.close());
  return { broker, client: clientOf(broker) };
}

/** The real client, pinned to this broker whatever the environment says. */
export function clientOf(broker: Pick<BrokerHandle, "url" | "token">): Client {
  return new Client({
    baseUrl: broker.url,
    token: broker.token,
    devMode: false,
    enableTelemetry: false,
    retry: false,
  });
}

/** The real receiver, pinned to the given keys. */
export function receiverOf(keys: Pick<BrokerHandle, "currentSigningKey" | "nextSigningKey">): Receiver {
  return new Receiver({ ...keys, devMode: false });
}

/** Sends a request that the client would not send. */
export function rawRequest(broker: BrokerHandle, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has("authorization")) headers.set("authorization", `Bearer ${broker.token}`);
  return fetch(broker.url + path, { method: "POST", ...init, headers });
}

/** A clock that stands still until it is moved; timers run in order of their time while it moves. */
export class ManualClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<{ readonly atMs: number; readonly task: () => void }>();

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let due = this.#next(endMs); due; due = this.#next(endMs)) {
      this.#timers.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.task();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number) {
    return [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((left, right) => left.atMs - right.atMs)[0];
  }
}
