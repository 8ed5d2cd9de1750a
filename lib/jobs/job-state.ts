/** The job's states and their legal moves. Pure; the scripts in the store enforce the same table. */
import type { JobStatus } from "../contracts/job.ts";

/** `assembling` is a `running` whose ranges are all home; `enriching` has its result and adds to it; `finishing` has all of that home. */
export const JOB_STATES = [
  "queued",
  "running",
  "assembling",
  "enriching",
  "finishing",
  "succeeded",
  "failed",
  "cancelled",
] as const;
export type JobState = (typeof JOB_STATES)[number];

const MOVES: Readonly<Record<JobState, readonly JobState[]>> = {
  // To succeeded: a job that follows another one.
  queued: ["running", "succeeded", "failed", "cancelled"],
  running: ["assembling", "failed", "cancelled"],
  assembling: ["enriching", "succeeded", "failed", "cancelled"],
  // To succeeded: with what is home by its deadline.
  enriching: ["finishing", "succeeded", "failed", "cancelled"],
  finishing: ["succeeded", "failed", "cancelled"],
  succeeded: [],
  failed: [],
  cancelled: [],
};

export function canMove(from: JobState, to: JobState): boolean {
  return MOVES[from].includes(to);
}

/** A terminal state is never left. */
export function isTerminal(state: JobState): boolean {
  return MOVES[state].length === 0;
}

/** The state in the words of the API. */
export function toStatus(state: JobState): JobStatus {
  return state === "assembling" || state === "enriching" || state === "finishing" ? "running" : state;
}
