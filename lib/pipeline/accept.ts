/** Chapter one: a document has come in, and a job is made of it. */
import { createHash, randomBytes } from "node:crypto";
import type { JobOptions } from "../contracts/job-options.ts";
import { toProblem } from "../contracts/problem.ts";
import { DocatError } from "../errors/docat-error.ts";
import { FIRST_EPOCH } from "../jobs/job-record.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { relay } from "./relay.ts";

export interface Submission {
  readonly tenant: string;
  readonly name: string | null;
  readonly bytes: Uint8Array;
  readonly options: JobOptions;
}

/** 128 random bits; nothing about the job can be read from its id. */
export function newJobId(): string {
  return `job_${randomBytes(16).toString("hex")}`;
}

/**
 * Stores the document, creates the job with the message that it owes, and publishes that message. Expects bytes that
 * passed the checks at the door. When this throws, no job is left that could run: what was written is failed or expires.
 */
export async function acceptJob(deps: PipelineDeps, submission: Submission, id = newJobId()): Promise<JobProgress> {
  const { tenant, name, bytes, options } = submission;
  const source = { name, sha256: createHash("sha256").update(bytes).digest("hex"), size_bytes: bytes.byteLength };
  return undoOnError(deps, id, async () => {
    await Promise.all([deps.documents.put(id, bytes), deps.sweepSchedule.ensure()]);
    const { record, owed } = await deps.jobs.create({ id, tenant, options, source });
    await relay(deps, id, owed);
    return { record, parts: [], owed: [], stalled: false };
  });
}

/**
 * When a step failed, nobody will hear of this job: it is failed, should it exist, and its document deleted. Both are
 * tried as far as the store can be reached; what cannot be undone has a time to live.
 */
async function undoOnError<T>(deps: PipelineDeps, id: string, steps: () => Promise<T>): Promise<T> {
  try {
    return await steps();
  } catch (error) {
    const problem = toProblem(error instanceof DocatError ? error : new DocatError("internal_error"));
    // In this order: without its document a call that still is on its way creates no job after this.
    const undo = [() => deps.documents.delete(id), () => deps.jobs.fail({ id, epoch: FIRST_EPOCH }, problem)];
    for (const step of undo) {
      await step().catch((failure: unknown) => deps.log.error("accept.undo_failed", failure, { job: id }));
    }
    throw error;
  }
}
