/** A job's events as server-sent events (the HTML standard, 9.2). */
import type { JobEvent } from "../contracts/job-event.ts";
import { LAST_EVENT_ID } from "../contracts/job-event.ts";
import { toProblem } from "../contracts/problem.ts";
import { DocatError } from "../errors/docat-error.ts";
import { eventsAfter } from "../jobs/job-events.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import { HEARTBEAT_MS, RETRY_AFTER_BREAK_MS, RETRY_AFTER_FAULT_MS, RETRY_AFTER_TIME_MS } from "../limits/following.ts";

const retry = (ms: number): string => `retry: ${ms}\n\n`;

/** JSON has no line ends of its own, so that the data is one line. */
function frameOf({ id, event, data }: JobEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** What a fault within a stream is told as: it has begun with 200. It has no id, and changes nothing about where to go on. */
function problemFrame(error: unknown): string {
  const known = error instanceof DocatError ? error : new DocatError("internal_error");
  const wait = known.retryable ? (known.retryAfterSeconds ?? 0) * 1_000 : 0;
  return `${retry(Math.max(wait, RETRY_AFTER_FAULT_MS))}event: problem\ndata: ${JSON.stringify(toProblem(known))}\n\n`;
}

interface StreamOptions {
  /** The last event that the caller has. */
  readonly lastId: string | null;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

async function* framesOf(
  looks: AsyncIterable<JobProgress | null>,
  { lastId, now }: StreamOptions,
): AsyncGenerator<string> {
  let last = lastId;
  let spokeAt = now();
  yield retry(RETRY_AFTER_BREAK_MS);
  for await (const job of looks) {
    const events = job === null ? [] : eventsAfter(job, last);
    if (events.length > 0) {
      last = events.at(-1)?.id ?? last;
      spokeAt = now();
      yield events.map(frameOf).join("");
    } else if (now() - spokeAt >= HEARTBEAT_MS) {
      spokeAt = now();
      yield ": still here\n\n";
    }
    if (last === LAST_EVENT_ID) return;
  }
  yield retry(RETRY_AFTER_TIME_MS);
}

/** All that happens from `lastId` on, as long as `looks` go on or until the job has ended. Never throws: what fails is told as the event `problem`, and ends the stream. */
export async function* eventStream(
  looks: AsyncIterable<JobProgress | null>,
  options: StreamOptions,
): AsyncGenerator<string> {
  try {
    yield* framesOf(looks, options);
  } catch (error) {
    options.onError(error);
    yield problemFrame(error);
  }
}
