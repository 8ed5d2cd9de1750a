/** What can go wrong with one call: a row for each kind. A new kind is a new row; enumeration and random runs take it up. */
import type { Call } from "./invocation.ts";
import type { World } from "./world.ts";

interface FaultRow {
  /** Which calls it can happen to. */
  readonly fits: (name: string) => boolean;
  readonly strike: (call: Call, world: World) => Promise<void>;
}

const everything = () => true;
const overTheWire = (name: string) => /^(redis|broker|model|receiver|sink):/.test(name);

const lost = () => new TypeError("fetch failed");

/** Longer than a third of a lease: a living attempt renews it meanwhile. */
const SLOW_MS = 25_000;

export const FAULTS = {
  "crash before": { fits: everything, strike: async (call) => call.invocation.die() },
  "crash after": {
    fits: everything,
    async strike(call) {
      await call.apply().catch(() => {});
      call.invocation.die();
    },
  },
  /** The client sends it again by itself. */
  "answer lost": {
    fits: overTheWire,
    async strike(call) {
      await call.apply();
      call.fail(lost());
    },
  },
  "request lost": { fits: overTheWire, strike: async (call) => call.fail(lost()) },
  refused: {
    fits: overTheWire,
    strike: async (call) => call.answer(Response.json({ error: "ERR out of order" }, { status: 500 })),
  },
  /** A proxy in between has lost the answer. */
  "bad gateway": {
    fits: overTheWire,
    async strike(call) {
      await call.apply();
      call.answer(new Response("<html>Bad Gateway</html>", { status: 502 }));
    },
  },
  "no answer": {
    fits: overTheWire,
    async strike(call) {
      call.invocation.hanging += 1;
    },
  },
  /** It arrives after its sender has given up and gone. */
  late: {
    fits: overTheWire,
    async strike(call) {
      call.invocation.hanging += 1;
      call.invocation.afterwards(call.apply);
    },
  },
  "half taken": {
    fits: (name) => name === "broker:batch",
    async strike(call, world) {
      if (call.request !== null) await world.broker.answerPartly(call.request, 1);
      call.answer(Response.json({ error: "internal" }, { status: 500 }));
    },
  },
  /** The store goes away between two commands of one request. */
  "half done": {
    fits: (name) => name.startsWith("redis:") && name.includes("&"),
    async strike(call, world) {
      if (call.request !== null) await world.redis.answerPartly(call.request, 1);
      call.answer(Response.json({ error: "ERR going away" }, { status: 500 }));
    },
  },
  /** The function stands still until everybody has given it up, and then goes on. */
  stall: {
    fits: everything,
    async strike(call) {
      call.invocation.parked.unshift(call);
      call.invocation.stalled = true;
    },
  },
  slow: {
    fits: (name) => name.startsWith("engine:"),
    async strike(call, world) {
      world.clock.advanceBy(SLOW_MS);
      call.invocation.fireTimers(world.clock.now());
      await pass(call);
    },
  },
} as const satisfies Readonly<Record<string, FaultRow>>;

export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** The faults that can happen to a call of this name. */
export function faultsFor(name: string): FaultName[] {
  return FAULT_NAMES.filter((fault) => FAULTS[fault].fits(name));
}

/** All goes well. */
export async function pass(call: Call): Promise<void> {
  try {
    call.answer(await call.apply());
  } catch (error) {
    call.fail(error instanceof Error ? error : new Error(String(error)));
  }
}
