/**
 * Results that this process has lately seen to be there, by the name under which the store knows a document with its options. They are guesses: whoever makes
 * something by one has the store look whether it is so. The oldest is forgotten first.
 */
import type { KnownJob } from "../jobs/admission.ts";
import type { Plan } from "../jobs/job-record.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import { MAX_RESULTS_REMEMBERED } from "../limits/limits.ts";
import { RecentMap } from "../limits/recent-map.ts";

type KnownResult = KnownJob & { readonly plan: Plan };

export interface RecentResults {
  /** The result that stands under the name, and what time it is by the store's clock, as far as this process can tell. */
  expect(name: string | undefined): { readonly known: KnownResult; readonly at: number } | null;
  /** What the store says is known under the name; `at` by its clock, now. */
  found(name: string | undefined, known: KnownJob | null, at: number): void;
  /** A job as the store has it: one that has succeeded tells of a result. */
  saw(job: JobProgress): void;
  /** It was not as expected. */
  forget(name: string | undefined): void;
}

export function createRecentResults(now: () => number = Date.now, most = MAX_RESULTS_REMEMBERED): RecentResults {
  const results = new RecentMap<string, KnownResult>(most);
  /** How far the store's clock is before this process's. */
  let ahead = 0;

  function forget(name = ""): void {
    results.delete(name);
  }

  function found(name: string | undefined, known: KnownJob | null, at: number): void {
    ahead = at - now();
    forget(name);
    if (name === undefined || known === null || known.plan === null) return;
    results.set(name, { id: known.id, plan: known.plan });
  }

  return {
    forget,
    found,
    expect(name = "") {
      const known = results.get(name);
      return known === undefined ? null : { known, at: now() + ahead };
    },
    saw({ record: { id, result_of = id, state, plan, links }, at }) {
      if (state === "succeeded") found(links?.known, { id: result_of, plan }, at);
    },
  };
}
