/** How far a job is, and what is left. Pure. */
import type { Job } from "../contracts/job.ts";
import { isTerminal, type JobState } from "./job-state.ts";
import type { JobProgress } from "./job-store.ts";

type Progress = Job["progress"];

function stageOf(state: JobState): Progress["stage"] {
  if (isTerminal(state)) return "ended";
  if (state === "queued") return "waiting";
  if (state === "enriching" || state === "finishing") return "enriching";
  return state === "assembling" ? "assembling" : "reading";
}

/** As if the pages that are left took as long as those that are done, on the whole: whatever the number of functions that read them. */
function secondsLeft({ record, at }: JobProgress, done: number, total: number | null): number | null {
  if (record.state !== "running" || record.started_at === null || total === null || done === 0) return null;
  const msPerPage = Math.max(0, at - record.started_at) / done;
  return Math.ceil((msPerPage * Math.max(0, total - done)) / 1_000);
}

export function viewProgress(job: JobProgress): Progress {
  const { state, plan } = job.record;
  const total = plan?.pages_selected ?? null;
  const home = job.parts.reduce((sum, { range }) => sum + range.count, 0);
  return {
    stage: stageOf(state),
    // A job that shares a result has no parts of its own.
    pages_done: state === "succeeded" ? (total ?? home) : home,
    pages_total: total,
    seconds_left: secondsLeft(job, home, total),
  };
}
