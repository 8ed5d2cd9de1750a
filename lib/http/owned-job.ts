/** A job that the caller may see. Another tenant's is as unknown as one that never was. */
import { jobIdSchema } from "../contracts/job.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { AccountBook } from "../jobs/account-book.ts";
import type { JobProgress, JobStore } from "../jobs/job-store.ts";

/** Throws `job_unknown`. */
export async function findOwnedJob(jobs: JobStore, id: string, tenant: string): Promise<JobProgress> {
  const job = jobIdSchema.safeParse(id).success ? await jobs.read(id) : null;
  if (job === null || job.record.tenant !== tenant) throw new DocatError("job_unknown");
  return job;
}

/**
 * The same where its result is asked for: of a job that succeeded and is kept no longer it is told that the result has expired, since the account's log
 * knows of it. Throws `job_unknown`, `result_expired`.
 */
export async function findResultJob(
  jobs: JobStore,
  book: Pick<AccountBook, "endOf">,
  id: string,
  tenant: string,
): Promise<JobProgress> {
  try {
    return await findOwnedJob(jobs, id, tenant);
  } catch (error) {
    const isUnknown = error instanceof DocatError && error.code === "job_unknown" && jobIdSchema.safeParse(id).success;
    if (isUnknown && (await book.endOf(tenant, id)) === "succeeded") throw new DocatError("result_expired");
    throw error;
  }
}
