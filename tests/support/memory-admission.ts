/** Admission for tests that are about other things: nothing is known of any document, and every job works alone. */
import type { Admission } from "../../lib/jobs/admission.ts";

function never(): never {
  throw new Error("Nothing is known, so nothing is shared.");
}

/** Its clock stands at 1. */
export function createLonelyAdmission(): Admission {
  return {
    admit: async () => ({ kind: "clear", at: 1, links: {}, known: null, quarantine: null }),
    lead: never,
    follow: never,
    adopt: never,
    refuse: never,
    giveBack: async () => {},
  };
}
