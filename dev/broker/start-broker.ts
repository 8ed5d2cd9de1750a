/** Starts a QStash-compatible broker on loopback, for development and tests. */
import { randomBytes } from "node:crypto";
import { listenOnLoopback } from "../http/loopback-listener.ts";
import { Broker } from "./broker.ts";
import { createBrokerApp } from "./broker-app.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { Journal, JournalRecords } from "./journal.ts";

/** Credentials of QStash's own local development server: public constants, good for nothing but loopback. */
export const DEV_CREDENTIALS = {
  token: "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=",
  currentSigningKey: "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r",
  nextSigningKey: "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs",
} as const;

/** `idle()` does not wait for what starts later than this. */
const IDLE_HORIZON_MS = 60_000;

export interface StartBrokerOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly token?: string;
  readonly currentSigningKey?: string;
  readonly nextSigningKey?: string;
  readonly clock?: Clock;
  /** Random part of ids. */
  readonly newId?: () => string;
  /** Makes the deliveries. */
  readonly fetch?: typeof fetch;
  /** Where the broker writes down what is to outlive it; without one it forgets all when it ends. */
  readonly journal?: Journal;
}

export interface BrokerHandle {
  readonly url: string;
  readonly token: string;
  readonly currentSigningKey: string;
  readonly nextSigningKey: string;
  /**
   * Resolves when nothing is in flight and nothing starts within the next minute: schedules, messages delayed for
   * longer, and what a paused queue or key holds back do not count.
   */
  idle(): Promise<void>;
  counts(): BrokerCounts;
  /** Takes up what the broker before this one had written down. */
  restore(records: JournalRecords): void;
  /** Starts nothing more and waits for what is in flight, at most so long. It still answers requests. */
  drain(boundMs: number): Promise<void>;
  /** Aborts deliveries in flight, forgets everything, frees the port. May be called more than once. */
  close(): Promise<void>;
}

interface BrokerCounts {
  /** Accepted and not yet finished, those in flight included. */
  readonly unfinished: number;
  readonly inFlight: number;
  readonly delivered: number;
  readonly deadLetters: number;
  readonly schedules: number;
}

/** Starts the broker. Every delivery is signed with the current signing key. */
export async function startBroker(options: StartBrokerOptions = {}): Promise<BrokerHandle> {
  const credentials = {
    token: options.token ?? DEV_CREDENTIALS.token,
    currentSigningKey: options.currentSigningKey ?? DEV_CREDENTIALS.currentSigningKey,
    nextSigningKey: options.nextSigningKey ?? DEV_CREDENTIALS.nextSigningKey,
  };
  const broker = new Broker({
    clock: options.clock ?? systemClock,
    fetch: options.fetch ?? fetch,
    signingKey: credentials.currentSigningKey,
    newId: options.newId ?? (() => randomBytes(16).toString("base64url")),
    journal: options.journal,
  });
  const keys = { current: credentials.currentSigningKey, next: credentials.nextSigningKey };
  const app = createBrokerApp({ broker, token: credentials.token, keys });
  const listener = await listenOnLoopback(options.port ?? 0, app);
  let closed: Promise<void> | undefined;
  return {
    ...credentials,
    url: listener.url,
    restore: (records) => broker.restore(records),
    drain: (boundMs) => broker.drain(boundMs),
    idle: () => broker.dispatcher.idle(IDLE_HORIZON_MS),
    counts: () => ({
      unfinished: broker.dispatcher.size,
      inFlight: broker.dispatcher.inFlightCount,
      delivered: broker.deliveredCount,
      deadLetters: broker.deadLetters.size,
      schedules: broker.schedules.size,
    }),
    close: () => {
      closed ??= Promise.all([listener.close(), broker.close()]).then(() => undefined);
      return closed;
    },
  };
}
