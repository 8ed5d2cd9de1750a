/** How often, and how, a request to the store or to the broker goes wrong. */
import { WIRE_FAULT_NAMES, type WireFault } from "../../tests/faults/fault-proxy.ts";
import { createRandom } from "../../tests/support/random.ts";

const FAULTS = WIRE_FAULT_NAMES.filter((fault) => fault !== "pass");
const SILENT: ReadonlySet<WireFault> = new Set(["no answer", "silent after"]);
/** Waiting for an answer that never comes takes many seconds each time, and more than that is no network. */
const SILENCE_SHARE = 0.05;

export interface Trouble {
  /** What struck, and how often. */
  readonly struck: ReadonlyMap<WireFault, number>;
  readonly requests: number;
  set(rate: number): void;
  decide(): WireFault;
}

export function createTrouble(seed: number): Trouble {
  const random = createRandom(seed);
  const struck = new Map<WireFault, number>();
  let rate = 0;
  let requests = 0;
  return {
    struck,
    get requests() {
      return requests;
    },
    set(to) {
      rate = to;
    },
    decide() {
      requests += 1;
      if (random.next() >= rate) return "pass";
      let fault = random.pick(FAULTS);
      while (SILENT.has(fault) && random.next() >= SILENCE_SHARE) fault = random.pick(FAULTS);
      struck.set(fault, (struck.get(fault) ?? 0) + 1);
      return fault;
    },
  };
}
