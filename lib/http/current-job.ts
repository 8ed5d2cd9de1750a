/** A job as it stands now, for its owner. */
import type { JobProgress } from "../jobs/job-store.ts";
import { withLeader } from "../pipeline/followers.ts";
import { tendJob } from "../pipeline/tend.ts";
import { findOwnedJob, type Owner } from "./owned-job.ts";
import type { Services } from "./services.ts";

type Deps = Pick<Services, "pipeline" | "log">;

/** Who asks for a stalled job helps it on. The answer comes all the same when that cannot be done now. */
async function tendStalled({ pipeline, log }: Deps, id: string, owner: Owner): Promise<JobProgress> {
  await tendJob(pipeline, id).catch((error: unknown) => log.error("job.tend_failed", error, { job: id }));
  return findOwnedJob(pipeline.jobs, id, owner);
}

/** Helps it on where it has stalled; a job that follows another is as far as that one. Throws `job_unknown`. */
export async function currentJob(services: Deps, id: string, owner: Owner): Promise<JobProgress> {
  const found = await findOwnedJob(services.pipeline.jobs, id, owner);
  return withLeader(services.pipeline, found.stalled ? await tendStalled(services, id, owner) : found);
}
