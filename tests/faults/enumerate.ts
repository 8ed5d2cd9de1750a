/** All schedules of one fault: every call × every fault that fits it × every order × every stage delivered twice, and every interference at every call. */
import type { Random } from "../support/random.ts";
import { faultsFor } from "./faults.ts";
import type { Trace } from "./run.ts";
import { type Order, ORDERS, permutations, planned, type Schedule } from "./schedule.ts";

/** Names of the calls by their number, as they come without faults. */
export function callsOf(traces: readonly Trace[]): string[] {
  return traces.flatMap(({ calls }) => calls);
}

const REPEATS = [null, "plan", "extract", "assemble", "failed"] as const;

function stagesIn(traces: readonly Trace[]): (string | null)[] {
  const labels = new Set(traces.map(({ label }) => label));
  return REPEATS.filter((stage) => stage === null || labels.has(stage));
}

/** One fault at a time. */
export function* singleFaults(traces: readonly Trace[], orders: readonly Order[] = ORDERS): Generator<Schedule> {
  for (const [at, name] of callsOf(traces).entries()) {
    for (const fault of faultsFor(name)) {
      for (const order of orders) {
        for (const repeat of stagesIn(traces)) yield planned({ at, fault, order, repeat });
      }
    }
  }
}

/** Every order in which `ranges` deliveries can come; `first` pages stand `step` apart. */
export function* everyOrder(ranges: number, step: number): Generator<Schedule> {
  for (const order of permutations(ranges)) yield planned({ order: order.map((range) => range * step) });
}

/** Somebody comes in before each call. */
export function* interferences(traces: readonly Trace[]): Generator<Schedule> {
  for (const at of callsOf(traces).keys()) yield planned({ interfereAt: at });
}

/** A sample of one fault together with an interference. */
export function* disturbedFaults(traces: readonly Trace[], random: Random, count: number): Generator<Schedule> {
  const names = callsOf(traces);
  for (let n = 0; n < count; n++) {
    const at = random.below(names.length);
    const fault = random.pick(faultsFor(names[at] ?? ""));
    yield planned({ at, fault, interfereAt: random.below(names.length), order: random.pick(ORDERS) });
  }
}
