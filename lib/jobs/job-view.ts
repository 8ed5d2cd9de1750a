/** A stored job as its owner sees it. Pure. */
import type { Job } from "../contracts/job.ts";
import type { Retention } from "../limits/retention.ts";
import { isTerminal, toStatus } from "./job-state.ts";
import type { JobProgress } from "./job-store.ts";

function isoTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}

/** The public view. Links are paths below the API's root, so that they hold behind any host name. */
export function viewJob({ record, parts }: JobProgress, retention: Retention): Job {
  const succeeded = record.state === "succeeded";
  const keptSeconds = succeeded ? retention.succeededJobSeconds : retention.failedJobSeconds;
  const expiresAt =
    isTerminal(record.state) && record.finished_at !== null ? record.finished_at + keptSeconds * 1000 : null;
  const pagesDone = parts.reduce((sum, { range }) => sum + range.count, 0);
  const self = `/v1/jobs/${record.id}`;
  return {
    id: record.id,
    status: toStatus(record.state),
    progress: { pages_done: pagesDone, pages_total: record.plan?.pages_selected ?? null },
    document: record.source,
    options: record.options,
    created_at: new Date(record.created_at).toISOString(),
    started_at: isoTime(record.started_at),
    finished_at: isoTime(record.finished_at),
    expires_at: isoTime(expiresAt),
    error: record.error,
    links: { self, result: succeeded ? `${self}/result` : null },
  };
}
