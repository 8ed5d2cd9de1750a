/** A schedule: what goes wrong at which call, in which order deliveries come, who interferes and when. */
import { createRandom } from "../support/random.ts";
import type { Delivery } from "./broker-backend.ts";
import { DEADLY } from "./documents.ts";
import { FAULTS, type FaultName, faultsFor } from "./faults.ts";

/** A call, and the function that made it. */
export interface MadeCall {
  readonly label: string;
  readonly name: string;
}

/** Something that can happen next. */
export type Step = "call" | "request" | "delivery" | "repeat" | "interference";

export interface Schedule {
  /** Says everything that is needed to run it again. */
  readonly name: string;
  /** What goes wrong with the call of this number, if anything. */
  faultAt(index: number, call: MadeCall): FaultName | null;
  /** Which of the deliveries comes next. */
  pickDelivery(waiting: readonly Delivery[]): number;
  /** After the first delivery to this stage that went well it is delivered once more; null: none is. */
  readonly repeat: string | null;
  /** Before the call of this number the interfering actor or delivery comes and is through before anything else goes on. */
  readonly interfereAt: number | null;
  /** Which of the possible steps is taken; null: calls go on before requests, and requests before deliveries. */
  readonly shuffle: ((kinds: readonly Step[]) => number) | null;
}

export const ORDERS = ["first in, first out", "last in, first out"] as const;
export type Order = (typeof ORDERS)[number] | readonly number[];

function pickBy(order: Order) {
  return (waiting: readonly Delivery[]): number => {
    if (order === "first in, first out") return 0;
    if (order === "last in, first out") return waiting.length - 1;
    const rank = ({ body }: Delivery) => order.indexOf(Number(/"first":(\d+)/.exec(body)?.[1] ?? -1));
    const best = waiting.reduce((a, b) => (rank(b) < rank(a) ? b : a));
    return waiting.indexOf(best);
  };
}

interface Plan {
  /** What goes wrong, by the number of the call. */
  readonly faults?: Readonly<Record<number, FaultName>>;
  /** What goes wrong with the first call of this kind, whatever its number: calls that run beside each other have none that is sure. */
  readonly later?: MadeCall & { readonly fault: FaultName };
  readonly order?: Order;
  readonly repeat?: string | null;
  readonly interfereAt?: number;
}

/** Fatal pages are fatal in every schedule. */
function always(name: string): FaultName | null {
  return name.endsWith(DEADLY) ? "crash before" : null;
}

/** Chosen faults, one repeated delivery, one interference. */
export function planned({ faults = {}, later, order = ORDERS[0], repeat = null, interfereAt }: Plan = {}): Schedule {
  let awaited = later;
  return {
    name: JSON.stringify({ faults, later, order, repeat, interfereAt }),
    faultAt(index, { label, name }) {
      let fault = faults[index];
      if (fault === undefined && awaited?.label === label && awaited.name === name) {
        ({ fault } = awaited);
        awaited = undefined;
      }
      return always(name) ?? (fault !== undefined && FAULTS[fault].fits(name) ? fault : null);
    },
    pickDelivery: pickBy(order),
    repeat,
    interfereAt: interfereAt ?? null,
    shuffle: null,
  };
}

/** Everything by chance: several faults, deliveries in any order and more than once, steps of several callers mixed. */
export function shuffled(seed: number): Schedule {
  const random = createRandom(seed);
  const faultRate = random.pick([0, 0.02, 0.05, 0.1, 0.2]);
  const mixes = random.next() < 0.5;
  /** Trouble does not last for ever: the promise is about what comes after. */
  const troubleEnds = 20 + random.below(150);
  return {
    name: `seed ${seed}`,
    faultAt(index, { name }) {
      if (index > troubleEnds || random.next() >= faultRate) return always(name);
      return always(name) ?? random.pick(faultsFor(name));
    },
    pickDelivery: (waiting) => random.below(waiting.length),
    repeat: random.next() < 0.5 ? random.pick(STAGES) : null,
    interfereAt: random.next() < 0.7 ? random.below(40) : null,
    shuffle: mixes ? (kinds) => random.below(kinds.length) : null,
  };
}

/** Stages whose deliveries may come twice. */
export const STAGES = ["plan", "extract", "assemble", "enrich", "notify", "failed", "sweep"] as const;

/** All orders of the numbers below `count`. */
export function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => [...rest.slice(0, at), count - 1, ...rest.slice(at)]),
  );
}
