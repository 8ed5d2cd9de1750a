/** A job that the caller may see. Another tenant's is as unknown as one that never was. */
import { jobIdSchema } from "../contracts/job.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobProgress, JobStore } from "../jobs/job-store.ts";

/** Throws `job_unknown`. */
export async function findOwnedJob(jobs: JobStore, id: string, tenant: string): Promise<JobProgress> {
  const job = jobIdSchema.safeParse(id).success ? await jobs.read(id) : null;
  if (job === null || job.record.tenant !== tenant) throw new DocatError("job_unknown");
  return job;
}
