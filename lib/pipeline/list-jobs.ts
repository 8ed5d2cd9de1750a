/** An account's jobs, page by page, the newest first. */
import type { JobStatus } from "../contracts/job.ts";
import type { AccountBook, JobPlace } from "../jobs/account-book.ts";
import { toStatus } from "../jobs/job-state.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import { JOBS_LOOKED_AT } from "../limits/following.ts";
import { withLeader } from "./followers.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

export interface JobsWanted {
  readonly limit: number;
  /** From behind this one. */
  readonly after: JobPlace | null;
  /** When they were made, in milliseconds: not before, and not after. */
  readonly since: number | null;
  readonly until: number | null;
  readonly status: JobStatus | null;
}

export interface JobsPage {
  readonly jobs: readonly JobProgress[];
  /** The last one that was looked at; null when there is none behind it. */
  readonly next: JobPlace | null;
}

/** Null for one that is gone by now. */
async function readOwn(deps: PipelineDeps, id: string, tenant: string): Promise<JobProgress | null> {
  const job = await deps.jobs.read(id);
  return job === null || job.record.tenant !== tenant ? null : withLeader(deps, job);
}

/** A page may be short and not be the last: where few jobs have the status, only so many are looked at. */
export async function listJobs(
  deps: PipelineDeps,
  book: Pick<AccountBook, "jobsFrom">,
  tenant: string,
  { limit, after, since, until, status }: JobsWanted,
): Promise<JobsPage> {
  const found: JobProgress[] = [];
  let place = after;
  for (let looked = 0; looked < JOBS_LOOKED_AT; ) {
    const places = await book.jobsFrom(tenant, { after: place, since, until, limit });
    const jobs = await Promise.all(places.map(({ id }) => readOwn(deps, id, tenant)));
    for (const [n, at] of places.entries()) {
      const job = jobs[n] ?? null;
      place = at;
      if (job === null || (status !== null && toStatus(job.record.state) !== status)) continue;
      found.push(job);
      if (found.length === limit) return { jobs: found, next: at };
    }
    if (places.length < limit) return { jobs: found, next: null };
    looked += places.length;
  }
  return { jobs: found, next: place };
}
