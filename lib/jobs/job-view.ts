/** A stored job as its owner sees it. Pure. */
import type { Job } from "../contracts/job.ts";
import type { SinkDelivery } from "../contracts/sink.ts";
import type { Sender } from "../contracts/submitted-options.ts";
import type { Retention } from "../limits/retention.ts";
import { viewProgress } from "./job-progress.ts";
import type { JobRecord, Source } from "./job-record.ts";
import { isTerminal, toStatus } from "./job-state.ts";
import type { JobProgress } from "./job-store.ts";

function isoTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

function documentOf({ name, size_bytes, sha256, url }: Source): Job["document"] {
  return { name, size_bytes, sha256, ...(url === undefined ? {} : { url }) };
}

function senderOf({ upload_device, user_id }: Source): Sender {
  return { ...(upload_device === undefined ? {} : { upload_device }), ...(user_id === undefined ? {} : { user_id }) };
}

/** Of each sink that was asked for, whether it has been come to or not. */
function sinksOf({ source, sinks = [], state }: JobRecord): Pick<Job, "sinks"> {
  if (source.sinks === undefined) return {};
  const unbegun = isTerminal(state) && state !== "succeeded" ? ("skipped" as const) : ("pending" as const);
  return {
    sinks: source.sinks.map((name): SinkDelivery => {
      const found = sinks.find((sink) => sink.name === name);
      if (found === undefined) return { name, state: unbegun, attempts: 0, error: null, at: null };
      const { state: stands, attempts, error, at } = found;
      return { name, state: stands, attempts, error, at: at === 0 ? null : isoTime(at) };
    }),
  };
}

/** The public view: never the password. Links are paths below the API's root, so that they hold behind any host name. */
export function viewJob(job: JobProgress, retention: Retention): Job {
  const { record } = job;
  const succeeded = record.state === "succeeded";
  const keptSeconds = succeeded ? retention.succeededJobSeconds : retention.failedJobSeconds;
  const expiresAt =
    isTerminal(record.state) && record.finished_at !== null ? record.finished_at + keptSeconds * 1000 : null;
  const self = `/v1/jobs/${record.id}`;
  return {
    id: record.id,
    status: toStatus(record.state),
    progress: viewProgress(job),
    document: documentOf(record.source),
    ...senderOf(record.source),
    options: record.options,
    security: record.plan && { counts: record.plan.findings ?? {} },
    created_at: new Date(record.created_at).toISOString(),
    started_at: isoTime(record.started_at),
    finished_at: isoTime(record.finished_at),
    expires_at: isoTime(expiresAt),
    error: record.error,
    ...sinksOf(record),
    cached: record.cached === true,
    links: { self, result: succeeded ? `${self}/result` : null },
  };
}
