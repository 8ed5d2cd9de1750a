/** How a job is followed: at once, by waiting for news, by a stream of events, page by page. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { LAST_EVENT_ID } from "../contracts/job-event.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobPlace } from "../jobs/account-book.ts";
import { isTerminal } from "../jobs/job-state.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import { viewJob } from "../jobs/job-view.ts";
import { MAX_WAIT_SECONDS } from "../limits/direct.ts";
import { STREAM_SECONDS } from "../limits/following.ts";
import { withProducer } from "../pipeline/followers.ts";
import { listJobs } from "../pipeline/list-jobs.ts";
import { glanceAt, type Watched, watchJob } from "../pipeline/watch-job.ts";
import { currentJob } from "./current-job.ts";
import { isKnown, notModified, weakTag } from "./entity-tag.ts";
import { eventStream } from "./event-stream.ts";
import { getJobRoute, jobEventsRoute, listJobsRoute } from "./following-routes.ts";
import type { Identified } from "./identify.ts";
import { findOwnedJob, type Owner } from "./owned-job.ts";
import { INERT_HEADERS } from "./result-response.ts";
import type { Services } from "./services.ts";

const now = () => performance.now();

/** The job of a caller who may be gone: whoever does not listen any more is not looked after. */
function watched(services: Services, id: string, owner: Owner, signal: AbortSignal): Watched {
  return {
    glance: () => glanceAt(services.pipeline, id),
    read: () => currentJob(services, id, owner),
    now: () => (signal.aborted ? Number.POSITIVE_INFINITY : now()),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

/** All that the answer tells but the time that is left. */
function tagOf(job: JobProgress): string {
  const { state, epoch, plan } = job.record;
  return weakTag(state, epoch, plan, job.worker, job.arrivals.length, job.parts.length);
}

/** The job when it is news to a caller with these headers, or has ended, or when the time is over. */
async function awaitNews(source: Watched, seconds: number, headers: Headers): Promise<JobProgress> {
  const wantsNews = headers.has("if-none-match");
  let last: JobProgress | null = null;
  for await (const job of watchJob(source, seconds)) {
    last = job ?? last;
    if (job === null) continue;
    if (isTerminal(job.record.state) || (wantsNews && !isKnown(headers, tagOf(job)))) return job;
  }
  if (last === null) throw new DocatError("internal_error");
  return last;
}

function addEvents(app: OpenAPIHono<Identified>, services: Services): void {
  app.openapi(jobEventsRoute, async (context) => {
    const { id } = context.req.valid("param");
    const { identity } = context.var;
    const { signal } = context.req.raw;
    // Before the stream begins an error is an answer of its own.
    await findOwnedJob(services.pipeline.jobs, id, identity);
    const lastId = context.req.header("last-event-id") ?? null;
    if (lastId === LAST_EVENT_ID) return new Response(null, { status: 204 });
    const source = watched(services, id, identity, signal);
    const read = async () => withProducer(services.pipeline, await source.read());
    const looks = watchJob({ ...source, read }, STREAM_SECONDS);
    const onError = (error: unknown) => services.log.error("events.broke_off", error, { job: id });
    const frames = eventStream(looks, { lastId, now, onError });
    return new Response(ReadableStream.from(frames).pipeThrough(new TextEncoderStream()), {
      headers: { "content-type": "text/event-stream", ...INERT_HEADERS, "x-accel-buffering": "no" },
    });
  });
}

/** `time_job`, as a page before said it. */
function placeOf(cursor: string | undefined): JobPlace | null {
  const [, at, id] = /^(\d+)_(.+)$/.exec(cursor ?? "") ?? [];
  return at === undefined || id === undefined ? null : { at: Number(at), id };
}

const timeOf = (text: string | undefined) => (text === undefined ? null : Date.parse(text));

function addList(app: OpenAPIHono<Identified>, { pipeline, records, retention }: Services): void {
  app.openapi(listJobsRoute, async (context) => {
    const { cursor, limit, since, until, status = null } = context.req.valid("query");
    const wanted = { limit, status, after: placeOf(cursor), since: timeOf(since), until: timeOf(until) };
    const { jobs, next } = await listJobs(pipeline, records.book, context.var.identity.tenant, wanted);
    const next_cursor = next === null ? null : `${next.at}_${next.id}`;
    const views = jobs.map((job) => viewJob(job, retention));
    return context.json({ jobs: views, next_cursor }, 200, { "Cache-Control": "private, no-store" });
  });
}

export function addFollowingRoutes(app: OpenAPIHono<Identified>, services: Services): void {
  addList(app, services);
  app.openapi(getJobRoute, async (context) => {
    const { id } = context.req.valid("param");
    const { identity } = context.var;
    const request = context.req.raw;
    const seconds = Math.min(Number(context.req.valid("query").wait ?? 0), MAX_WAIT_SECONDS);
    const first = await currentJob(services, id, identity);
    const known = isKnown(request.headers, tagOf(first));
    const mayWait = !isTerminal(first.record.state) && (known || !request.headers.has("if-none-match"));
    const job =
      seconds > 0 && mayWait
        ? await awaitNews(watched(services, id, identity, request.signal), seconds, request.headers)
        : first;
    const tag = tagOf(job);
    if (isKnown(request.headers, tag)) return notModified(tag);
    return context.json(viewJob(job, services.retention), 200, { "Cache-Control": "private, no-store", ETag: tag });
  });
  addEvents(app, services);
}
