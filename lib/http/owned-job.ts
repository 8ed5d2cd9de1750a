/** A job that the caller may see: its account's, and with an upload token the one that the token is for. Any other is as unknown as one that never was. */
import type { Identity } from "../auth/identity.ts";
import { jobIdSchema } from "../contracts/job-id.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { AccountBook } from "../jobs/account-book.ts";
import type { JobProgress, JobStore } from "../jobs/job-store.ts";

/** The caller; with an upload token the one job besides. */
export type Owner = Pick<Identity, "tenant" | "job">;

/** Throws `job_unknown`. */
export async function findOwnedJob(jobs: JobStore, id: string, owner: Owner): Promise<JobProgress> {
  if (owner.job !== null && owner.job !== id) throw new DocatError("job_unknown");
  const job = jobIdSchema.safeParse(id).success ? await jobs.read(id) : null;
  if (job === null || job.record.tenant !== owner.tenant) throw new DocatError("job_unknown");
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
  owner: Owner,
): Promise<JobProgress> {
  try {
    return await findOwnedJob(jobs, id, owner);
  } catch (error) {
    const isUnknown = error instanceof DocatError && error.code === "job_unknown" && jobIdSchema.safeParse(id).success;
    if (isUnknown && (owner.job ?? id) === id && (await book.endOf(owner.tenant, id)) === "succeeded")
      throw new DocatError("result_expired");
    throw error;
  }
}
