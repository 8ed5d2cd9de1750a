/** Work under a lease: signs of life while it goes on, and what is told of an attempt that did not get through. */
import { randomBytes } from "node:crypto";
import type { JobRef } from "../contracts/job-ref.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { Claim, Holder, WorkItem } from "../jobs/claim.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** What is known of the delivery that brought a message. */
export interface Delivery {
  readonly messageId: string;
  readonly retried: number;
}

/** What work under a lease needs: the store, and how long one attempt may take. */
export type LeaseDeps = Pick<PipelineDeps, "jobs" | "timing" | "log"> & { readonly rangeBudgetMs: number };

/** Renewals within the length of a lease. */
const RENEWALS_PER_LEASE = 3;

class LeaseLost extends Error {}

export interface Lease {
  /** Asked between pages. Throws when the lease is lost, which ends the attempt, or `range_timed_out` when the attempt's time is up. */
  check(): void;
  /** The store has given the holder another item instead: that one is renewed from now on. */
  moveTo(item: WorkItem): void;
}

export function newHolder(delivery: Delivery): Holder {
  return { token: randomBytes(8).toString("hex"), ...delivery };
}

/** Whether an attempt ended by itself, with a word about the document or about what is around it: that is no crash, and must not count as one. */
function isSaid(error: unknown): boolean {
  return error instanceof DocatError && error.code !== "range_timed_out";
}

interface Held {
  readonly job: JobRef;
  readonly holder: Holder;
  item: WorkItem;
  lost: boolean;
}

/**
 * Answers how to stop. Stops by itself when the lease is lost, and once the attempt's time is up: one that hangs for good must not
 * keep its work from all others.
 */
function startRenewing(deps: LeaseDeps, held: Held, timeIsUp: number): () => void {
  const stop = () => clearInterval(timer);
  const renew = async () => {
    const { item } = held;
    if (held.lost || performance.now() > timeIsUp) return stop();
    try {
      const alive = await deps.jobs.renew(held.job, item, held.holder);
      if (!alive && item === held.item) held.lost = true;
    } catch (error) {
      // The next renewal may get through; if none does, the lease ends and another attempt takes over.
      deps.log.error("lease.renewal_failed", error, { job: held.job.id });
    }
  };
  const timer = setInterval(renew, deps.timing.leaseMs / RENEWALS_PER_LEASE);
  timer.unref();
  return stop;
}

/**
 * Runs `work` while the holder's lease is renewed. After an error with a code the lease is handed back, so that the attempt does not
 * count: also after one that will end the job, for that may take several deliveries. After any other it stays, and so it does when the function dies. Answers "stale" when the lease was lost to a
 * newer attempt or with the job.
 */
export async function underLease<T>(
  deps: LeaseDeps,
  job: JobRef,
  item: WorkItem,
  holder: Holder,
  work: (lease: Lease) => Promise<T>,
): Promise<T | { readonly kind: "stale" }> {
  const held: Held = { job, holder, item, lost: false };
  const timeIsUp = performance.now() + deps.rangeBudgetMs;
  const stopRenewing = startRenewing(deps, held, timeIsUp);
  const lease: Lease = {
    check() {
      if (held.lost) throw new LeaseLost();
      if (performance.now() > timeIsUp) throw new DocatError("range_timed_out");
    },
    moveTo(next) {
      held.item = next;
      // A renewal of the item before may have found it gone, and been heard before the answer that gave this one.
      held.lost = false;
    },
  };
  try {
    return await work(lease);
  } catch (error) {
    if (error instanceof LeaseLost) return { kind: "stale" };
    if (isSaid(error)) await release(deps, held);
    throw error;
  } finally {
    stopRenewing();
  }
}

/** Asks for the lease of an item. An answer that got lost may have been a lease: it is handed back, since nothing was tried under it. */
export async function claimWork(
  deps: Pick<LeaseDeps, "jobs" | "log">,
  job: JobRef,
  item: WorkItem,
  holder: Holder,
): Promise<Claim> {
  try {
    return await deps.jobs.claim(job, item, holder);
  } catch (error) {
    await release(deps, { job, item, holder });
    throw error;
  }
}

async function release(
  deps: Pick<LeaseDeps, "jobs" | "log">,
  { job, item, holder }: Pick<Held, "job" | "item" | "holder">,
): Promise<void> {
  try {
    await deps.jobs.release(job, item, holder);
  } catch (error) {
    deps.log.error("lease.release_failed", error, { job: job.id });
  }
}
