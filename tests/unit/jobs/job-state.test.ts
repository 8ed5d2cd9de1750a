/** The states of a job: the whole table of moves, spelled out. */
import { describe, expect, it } from "vitest";
import { JOB_STATUSES } from "../../../lib/contracts/job.ts";
import { canMove, isTerminal, JOB_STATES, toStatus } from "../../../lib/jobs/job-state.ts";

const LEGAL = [
  "queued → running",
  "queued → succeeded",
  "queued → failed",
  "queued → cancelled",
  "running → assembling",
  "running → failed",
  "running → cancelled",
  "assembling → enriching",
  "enriching → finishing",
  // With what is home by its deadline.
  "enriching → succeeded",
  "enriching → failed",
  "enriching → cancelled",
  "finishing → succeeded",
  "finishing → failed",
  "finishing → cancelled",
  "assembling → succeeded",
  "assembling → failed",
  "assembling → cancelled",
];

describe("A job", () => {
  it("makes these moves and no others", () => {
    const moves = JOB_STATES.flatMap((from) => JOB_STATES.map((to) => ({ from, to })));
    const made = moves.filter(({ from, to }) => canMove(from, to)).map(({ from, to }) => `${from} → ${to}`);
    expect(made.sort()).toEqual([...LEGAL].sort());
  });

  it("ends by succeeding, failing or being cancelled, and never leaves its end", () => {
    const ends = JOB_STATES.filter(isTerminal);
    expect(ends).toEqual(["succeeded", "failed", "cancelled"]);
    for (const end of ends) expect(JOB_STATES.filter((to) => canMove(end, to))).toEqual([]);
  });

  it("can fail and be cancelled at every moment before its end", () => {
    for (const state of JOB_STATES.filter((from) => !isTerminal(from))) {
      expect([state, canMove(state, "failed"), canMove(state, "cancelled")]).toEqual([state, true, true]);
    }
  });

  it("is running for its owner while it is put together", () => {
    const running = JOB_STATES.filter((state) => toStatus(state) === "running");
    expect(running).toEqual(["running", "assembling", "enriching", "finishing"]);
    for (const state of JOB_STATES.filter((each) => !running.includes(each))) expect(toStatus(state)).toBe(state);
    expect([...new Set(JOB_STATES.map(toStatus))]).toEqual([...JOB_STATUSES]);
  });
});
