/** `Prefer: wait=N` (RFC 7240, 4.3): the answer to a request that makes a job comes when the job has ended, or after N seconds. */
import { isTerminal } from "../jobs/job-state.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import { FIRST_LOOK_MS, LONGEST_LOOK_MS, MAX_WAIT_SECONDS } from "../limits/direct.ts";

const WAIT = /^wait\s*=\s*"?(\d{1,9})"?$/i;

/** Seconds that the caller wants to wait, at most as many as a request may; 0 when it does not say. The first one counts. */
export function waitSecondsOf(headers: Headers): number {
  const preferences = (headers.get("prefer") ?? "").split(",").map((text) => (text.split(";")[0] ?? "").trim());
  const asked = preferences.map((text) => WAIT.exec(text)?.[1]).find((seconds) => seconds !== undefined);
  return Math.min(Number(asked ?? 0), MAX_WAIT_SECONDS);
}

/** Asks for the job, ever more seldom, until it has ended or the time is over; answers what it was told last. */
export async function waitForEnd(
  read: () => Promise<JobProgress>,
  seconds: number,
  sleep: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<JobProgress> {
  let rest = seconds * 1_000;
  let pause = FIRST_LOOK_MS;
  for (;;) {
    const job = await read();
    if (isTerminal(job.record.state) || rest <= 0) return job;
    const time = Math.min(pause, rest);
    await sleep(time);
    rest -= time;
    pause = Math.min(2 * pause, LONGEST_LOOK_MS);
  }
}
