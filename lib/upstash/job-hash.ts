/** A job record as the fields of a Redis hash, and back. */
import { type JobRecord, jobRecordSchema } from "../jobs/job-record.ts";
import type { NewJob } from "../jobs/job-store.ts";

/** Field and value pairs of a job that is about to be created; the script adds its times. */
export function toHash(job: NewJob, epoch: number): string[] {
  const fields: Record<string, string> = {
    id: job.id,
    tenant: job.tenant,
    state: "queued",
    epoch: String(epoch),
    options: JSON.stringify(job.options),
    source: JSON.stringify(job.source),
  };
  return Object.entries(fields).flat();
}

function json(text: string | undefined): unknown {
  return text === undefined ? null : JSON.parse(text);
}

function integer(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** The record, parsed; throws when the hash is not one of ours. */
export function fromHash(hash: Readonly<Record<string, string>>): JobRecord {
  return jobRecordSchema.parse({
    id: hash.id,
    tenant: hash.tenant,
    state: hash.state,
    epoch: integer(hash.epoch),
    options: json(hash.options),
    source: json(hash.source),
    plan: json(hash.plan),
    created_at: integer(hash.created_at),
    started_at: integer(hash.started_at),
    finished_at: integer(hash.finished_at),
    deadline_at: integer(hash.deadline_at),
    error: json(hash.error),
  });
}
