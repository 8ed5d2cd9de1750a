/** What a job's calls to models may take, and its account's in a day. */
import type { PlannedJob } from "./active-job.ts";
import type { EnrichDeps } from "./enrich-deps.ts";

interface TokenBudget {
  /** False: what it may take at most is more than what is left. */
  mayCall(tokens: number): Promise<boolean>;
  spent(tokens: number): Promise<void>;
}

/**
 * Units of a job run side by side: what they have spent stands in the store, by the attempt and its calls, so that a call counts once. Calls that are under
 * way are not known to each other; a budget may be passed by as much as these take.
 */
export function tokenBudget(deps: EnrichDeps, job: PlannedJob, attempt: string): TokenBudget {
  const { jobTokens, accountTokensPerDay } = deps.models;
  let known: { job: number; account: number } | null = null;
  let calls = 0;
  return {
    async mayCall(tokens) {
      known ??= await deps.jobs.spend(job, job, attempt, 0);
      const fitsAccount = accountTokensPerDay === 0 || known.account + tokens <= accountTokensPerDay;
      return known.job + tokens <= jobTokens && fitsAccount;
    },
    async spent(tokens) {
      calls += 1;
      deps.log.info("model.spent", { job: job.id, tokens: Math.max(0, Math.round(tokens)) });
      known = await deps.jobs.spend(job, job, `${attempt}.${calls}`, Math.max(0, Math.round(tokens)));
    },
  };
}
