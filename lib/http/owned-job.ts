/** A job that the caller may see: its account's, and with an upload token the one that the token is for. Any other is as unknown as one that never was. */
import type { Identity } from "../auth/identity.ts";
import { jobIdSchema } from "../contracts/job.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobProgress, JobStore } from "../jobs/job-store.ts";

type Owner = Pick<Identity, "tenant" | "job">;

/** Throws `job_unknown`. */
export async function findOwnedJob(jobs: JobStore, id: string, owner: Owner): Promise<JobProgress> {
  if (owner.job !== null && owner.job !== id) throw new DocatError("job_unknown");
  const job = jobIdSchema.safeParse(id).success ? await jobs.read(id) : null;
  if (job === null || job.record.tenant !== owner.tenant) throw new DocatError("job_unknown");
  return job;
}
