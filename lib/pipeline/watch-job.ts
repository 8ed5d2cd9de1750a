/** Looks at a job again and again, ever more seldom, and reads it when it has come on. */
import type { JobProgress } from "../jobs/job-store.ts";
import { FIRST_LOOK_MS, LONGEST_LOOK_MS } from "../limits/direct.ts";
import { STALL_TOLERANCE_MS } from "../limits/following.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** What is asked of the job, and by which clock. */
export interface Watched {
  /** Changes when the job does. One command. */
  readonly glance: () => Promise<string>;
  readonly read: () => Promise<JobProgress>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds, of any beginning. */
  readonly now: () => number;
}

/**
 * A job's mark, and that of the job that it follows. One that should be looked after has a new mark each time, so that it is read and
 * tended.
 */
export async function glanceAt({ jobs }: Pick<PipelineDeps, "jobs">, id: string): Promise<string> {
  const own = await jobs.glance(id);
  const led = own?.leader == null ? null : await jobs.glance(own.leader);
  const due = [own, led].some((each) => each?.dueAt != null && each.dueAt + STALL_TOLERANCE_MS <= Date.now());
  return JSON.stringify([own?.mark, led?.mark, ...(due ? [Date.now()] : [])]);
}

/**
 * The job as it is now and each time that it has come on; null for a look that found nothing new. Ends after `seconds`. Looks are apart 250 ms at first, and up to
 * 2 s while nothing happens. Throws what reading the job throws.
 */
export async function* watchJob(watched: Watched, seconds: number): AsyncGenerator<JobProgress | null> {
  const endsAt = watched.now() + seconds * 1_000;
  let pause = FIRST_LOOK_MS;
  let mark: string | undefined;
  for (;;) {
    const found = await watched.glance();
    if (found !== mark) pause = FIRST_LOOK_MS;
    // What changes while it is read changes the next mark.
    yield found === mark ? null : await watched.read();
    mark = found;
    const rest = endsAt - watched.now();
    if (rest <= 0) return;
    await watched.sleep(Math.min(pause, rest));
    pause = Math.min(2 * pause, LONGEST_LOOK_MS);
  }
}
