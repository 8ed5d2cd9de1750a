/** Jobs that follow another one at work for the same document: they end as it ends, and one goes on when it is abandoned. */
import { isTerminal } from "../jobs/job-state.ts";
import type { CancelOutcome, JobProgress, StepOutcome } from "../jobs/job-store.ts";
import type { StageOutcome } from "./active-job.ts";
import { publishNotice } from "./notice.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { relay } from "./relay.ts";

/** Leaders that may have been abandoned one after the other while nobody looked. */
const MAX_HEIRS = 8;

/** Followers that are settled at once. */
const SETTLED_AT_ONCE = 10;

/**
 * Brings a follower to where its leader stands: to the same end, or to work of its own when the leader was abandoned; or
 * to following whoever took over. Does nothing while the leader works.
 */
export async function settleFollower(deps: PipelineDeps, id: string, leader: string): Promise<StageOutcome> {
  let followed = leader;
  let heir: string | undefined;
  for (let round = 0; round < MAX_HEIRS; round++) {
    const following = await deps.jobs.settleFollower(id, followed, heir);
    switch (following.kind) {
      case "heir":
        heir = following.leader;
        break;
      case "follows":
        followed = following.leader;
        heir = undefined;
        break;
      case "leads":
        await deps.objects.noteHolder(id);
        await relay(deps, id, following.owed);
        deps.log.info("job.took_over", { job: id, leader: followed });
        return "done";
      case "ended":
        deps.log.info("job.ended", { job: id, state: "followed", code: null, pages: 0 });
        await publishNotice(deps, following);
        return "stale";
      default:
        return following.kind === "gone" ? "gone" : "stale";
    }
  }
  return "left";
}

/** The same, where a failure is no reason to stop: the sweep, or the next status request, tries again. */
async function settle(deps: PipelineDeps, id: string, leader: string): Promise<void> {
  try {
    await settleFollower(deps, id, leader);
  } catch (error) {
    deps.log.error("follower.unsettled", error, { job: id });
  }
}

/**
 * Settles everybody who waited for the end of a job, and hands over that others are to be told of it. Never rejects.
 */
export async function settleFollowers(
  deps: PipelineDeps,
  leader: string,
  outcome: StepOutcome | CancelOutcome,
): Promise<void> {
  if ("notice" in outcome) await publishNotice(deps, outcome);
  const followers = "followers" in outcome ? (outcome.followers ?? []) : [];
  for (let start = 0; start < followers.length; start += SETTLED_AT_ONCE) {
    await Promise.all(followers.slice(start, start + SETTLED_AT_ONCE).map((id) => settle(deps, id, leader)));
  }
}

/**
 * A job as it stands, where one that follows another is as far as its leader is. A leader that has ended is news: the job
 * is settled, and read again. Answers what `job` says when it follows nobody.
 */
export async function withLeader(deps: PipelineDeps, job: JobProgress): Promise<JobProgress> {
  const { id, leader, created_at } = job.record;
  if (leader === undefined) return job;
  const found = await deps.jobs.read(leader);
  if (found === null || isTerminal(found.record.state)) {
    await settle(deps, id, leader);
    return (await deps.jobs.read(id)) ?? job;
  }
  const { state, plan, started_at } = found.record;
  const startedAt = started_at === null ? null : Math.max(started_at, created_at);
  const { parts, arrivals } = found;
  return { ...job, record: { ...job.record, state, plan, started_at: startedAt }, parts, arrivals, worker: leader };
}

/** A job that shares a result also tells how that was read, as long as the job that did it is known. Answers what `job` says of any other. */
export async function withProducer({ jobs }: Pick<PipelineDeps, "jobs">, job: JobProgress): Promise<JobProgress> {
  const { result_of: worker } = job.record;
  const found = worker === undefined ? null : await jobs.read(worker);
  if (worker === undefined || found === null) return job;
  return { ...job, parts: found.parts, arrivals: found.arrivals, worker };
}
