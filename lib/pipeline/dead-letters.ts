/** What an administrator does with dead letters: looks at them beside their jobs, sends them again, throws them away. */
import type { DeadLetterPage, DeadLetterView } from "../contracts/dead-letter.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import { isTerminal, toStatus } from "../jobs/job-state.ts";
import type { JobStore } from "../jobs/job-store.ts";
import type { DeadLetter, DeadLetterStore } from "./dead-letter-store.ts";

export interface DeadLetterDeps {
  readonly deadLetters: DeadLetterStore;
  readonly jobs: JobStore;
}

async function jobOf(jobs: JobStore, { message }: DeadLetter): Promise<JobRecord | null> {
  return message === null ? null : ((await jobs.read(message.job_id))?.record ?? null);
}

function view(letter: DeadLetter, job: JobRecord | null): DeadLetterView {
  return {
    id: letter.id,
    stage: letter.stage,
    job_id: letter.message?.job_id ?? null,
    epoch: letter.message?.epoch ?? null,
    published_at: new Date(letter.publishedAt).toISOString(),
    failed_at: new Date(letter.failedAt).toISOString(),
    response_status: letter.responseStatus,
    error: letter.error,
    job: job === null ? null : { status: toStatus(job.state), error_code: job.error?.code ?? null },
  };
}

/** One page, each letter with its job as it stands now. Throws `options_invalid`, `queue_unavailable`, `store_unavailable`. */
export async function listDeadLetters(
  { deadLetters, jobs }: DeadLetterDeps,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<DeadLetterPage> {
  const { letters, cursor } = await deadLetters.list(page);
  const views = await Promise.all(letters.map(async (letter) => view(letter, await jobOf(jobs, letter))));
  return { dead_letters: views, next_cursor: cursor };
}

/**
 * Hands the message to the broker again. Throws `retry_useless` when the stage would drop it: its job has ended, has moved
 * on to another epoch or is gone. Throws `dead_letter_unknown` for a letter that is not there, or not ours.
 */
export async function retryDeadLetter({ deadLetters, jobs }: DeadLetterDeps, id: string): Promise<DeadLetterView> {
  const letter = await deadLetters.find(id);
  const job = await jobOf(jobs, letter);
  if (job === null || isTerminal(job.state) || job.epoch !== letter.message?.epoch) {
    throw new DocatError("retry_useless");
  }
  await deadLetters.retry(letter);
  return view(letter, job);
}

/** Throws the message away for good; its job is not touched. Throws `dead_letter_unknown`. */
export async function discardDeadLetter({ deadLetters }: DeadLetterDeps, id: string): Promise<void> {
  await deadLetters.discard(await deadLetters.find(id));
}
