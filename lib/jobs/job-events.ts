/**
 * The events of a job's life, derived from its state alone: nothing is kept of what was sent. Each has its place, and keeps it, so that whoever names the last
 * one that came is told all that came after it, each once. Pure.
 */
import { type JobEvent, LAST_EVENT_ID } from "../contracts/job-event.ts";
import { selectPages, writePages } from "../contracts/page-selection.ts";
import { viewProgress } from "./job-progress.ts";
import { isTerminal, toStatus } from "./job-state.ts";
import type { JobProgress } from "./job-store.ts";

type Draft<E extends JobEvent = JobEvent> = E extends JobEvent ? Omit<E, "id"> : never;

const PREFIX_CHARS = 8;

/** Names whose pages the events are about: when another job has to read the document anew, their ids are others. */
function prefixOf({ worker }: JobProgress): string {
  return worker.slice("job_".length, "job_".length + PREFIX_CHARS);
}

function pageEvents(job: JobProgress): Draft[] {
  const { id, plan, options } = job.record;
  if (plan === null) return [];
  const numbers = selectPages(options.pages, plan.pages_total);
  const { seconds_left } = viewProgress(job);
  const total = plan.pages_selected;
  let done = 0;
  const events: Draft[] = job.arrivals.map(({ first, count }, n) => {
    done += count;
    const isNewest = n === job.arrivals.length - 1;
    const left = isNewest && seconds_left !== null ? { seconds_left } : {};
    const pages = writePages(numbers.slice(first, first + count));
    return { event: "pages", data: { job: id, pages, pages_done: done, pages_total: total, ...left } };
  });
  return done === total ? [...events, { event: "assembling", data: { job: id, pages_total: total } }] : events;
}

function endEvent({ record }: JobProgress): JobEvent {
  const { id, state, finished_at, error } = record;
  const self = `/v1/jobs/${id}`;
  return {
    id: LAST_EVENT_ID,
    event: "end",
    data: {
      job: id,
      status: toStatus(state),
      finished_at: finished_at === null ? null : new Date(finished_at).toISOString(),
      error,
      links: { self, result: state === "succeeded" ? `${self}/result` : null },
    },
  };
}

/** All that has happened to the job by now, in order. */
export function eventsOf(job: JobProgress): JobEvent[] {
  const { id, created_at, plan } = job.record;
  const drafts: Draft[] = [{ event: "queued", data: { job: id, created_at: new Date(created_at).toISOString() } }];
  if (plan !== null) drafts.push({ event: "planned", data: { job: id, pages_total: plan.pages_selected } });
  drafts.push(...pageEvents(job));
  const events = drafts.map((draft, place): JobEvent => ({ ...draft, id: `${prefixOf(job)}-${place}` }));
  return isTerminal(job.record.state) ? [...events, endEvent(job)] : events;
}

/**
 * What has happened since the event of that id; all of it where there is none, or none of ours. Where that event was about another job's
 * reading: all that is told of this one, or of a job that has ended its end alone.
 */
export function eventsAfter(job: JobProgress, lastId: string | null): JobEvent[] {
  if (lastId === LAST_EVENT_ID) return [];
  const events = eventsOf(job);
  const [, prefix, place] = /^([0-9a-f]{8})-(\d{1,6})$/.exec(lastId ?? "") ?? [];
  if (prefix === undefined) return events;
  const ended = events.filter(({ id }) => id === LAST_EVENT_ID);
  if (prefix !== prefixOf(job)) return ended.length > 0 ? ended : events;
  return events.filter(({ id }, n) => n > Number(place) || id === LAST_EVENT_ID);
}
