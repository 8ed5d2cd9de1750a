/** All schedules of one fault: every call × every fault that fits it, and where deliveries matter × orders × stages delivered twice. */
import { type FaultName, faultsFor } from "./faults.ts";
import { type MadeCall, ORDERS, type Order, permutations, planned, type Schedule, STAGES } from "./schedule.ts";

interface Breadth {
  readonly orders: readonly Order[];
  readonly repeats: boolean;
}

/** One fault, and nothing else. */
export const NARROW: Breadth = { orders: [ORDERS[0]], repeats: false };
/** With every order, and with every stage delivered twice. */
export const BROAD: Breadth = { orders: ORDERS, repeats: true };

export function* singleFaults(calls: readonly MadeCall[], { orders, repeats }: Breadth): Generator<Schedule> {
  const labels = new Set(calls.map(({ label }) => label));
  const stages = repeats ? STAGES.filter((stage) => labels.has(stage)) : [];
  for (const [at, { name }] of calls.entries()) {
    for (const fault of faultsFor(name)) {
      for (const order of orders) {
        for (const repeat of [null, ...stages]) yield planned({ faults: { [at]: fault }, order, repeat });
      }
    }
  }
}

/** A call that comes only after something else went wrong: the fault that leads to it. */
export interface Aftermath {
  readonly leading: Readonly<Record<number, FaultName>>;
  readonly call: MadeCall;
  /** When somebody came in between, if somebody did. */
  readonly interfereAt: number | null;
}

/** Every fault at a call that comes only after another one. */
export function* secondFaults({ leading, call, interfereAt }: Aftermath): Generator<Schedule> {
  const when = interfereAt === null ? {} : { interfereAt };
  for (const fault of faultsFor(call.name)) yield planned({ ...when, faults: leading, later: { ...call, fault } });
}

/** Every order in which the ranges of a document can come; their first pages stand `rangePages` apart. */
export function* everyOrder(ranges: number, rangePages: number): Generator<Schedule> {
  for (const order of permutations(ranges)) yield planned({ order: order.map((range) => range * rangePages) });
}
