/** Everything of an account is forgotten: its jobs first, whoever may ask for that last. */
import type { Eraser } from "../contracts/eraser.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { AccountBook } from "../jobs/account-book.ts";
import { ERASE_BATCH, ERASE_BUDGET_MS, ERASED_AT_ONCE } from "../limits/quotas.ts";
import { deleteJob } from "./end-job.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { deleteUpload, type UploadDeps } from "./uploads.ts";

export interface Erasure {
  /** How much was forgotten now, by what it was. */
  readonly erased: Readonly<Record<string, number>>;
  /** False when time ran out: asked once more it goes on where it stopped. */
  readonly complete: boolean;
}

/** Whether there was such a job; one that is gone is no fault. */
async function eraseJob(deps: PipelineDeps, id: string, tenant: string): Promise<number> {
  try {
    await deleteJob(deps, id, tenant);
    return 1;
  } catch (error) {
    if (error instanceof DocatError && error.code === "job_unknown") return 0;
    throw error;
  }
}

async function eraseUpload({ uploads }: { readonly uploads: UploadDeps }, id: string, tenant: string): Promise<number> {
  const upload = await uploads.uploads.read(id);
  if (upload === null || upload.tenant !== tenant) return 0;
  await deleteUpload(uploads, upload);
  return 1;
}

/** Forgets what an index names, batch by batch, until it is empty or the time is over. */
function eraserOf(
  what: string,
  list: (tenant: string) => Promise<readonly string[]>,
  eraseOne: (id: string, tenant: string) => Promise<number>,
  drop: (tenant: string, ids: readonly string[]) => Promise<void>,
  now: () => number,
): Eraser {
  return {
    what,
    async erase(tenant) {
      const endsAt = now() + ERASE_BUDGET_MS;
      let count = 0;
      for (;;) {
        const ids = await list(tenant);
        if (ids.length === 0) return { count, done: true };
        if (now() >= endsAt) return { count, done: false };
        for (let start = 0; start < ids.length; start += ERASED_AT_ONCE) {
          const some = ids.slice(start, start + ERASED_AT_ONCE);
          for (const erased of await Promise.all(some.map((id) => eraseOne(id, tenant)))) count += erased;
        }
        await drop(tenant, ids);
      }
    },
  };
}

/** The account's jobs, at work or ended, with their documents and results; and its uploads. */
export function workErasers(
  pipeline: PipelineDeps,
  uploads: UploadDeps,
  book: AccountBook,
  now: () => number = () => performance.now(),
): readonly Eraser[] {
  const eraseOneUpload = (id: string, tenant: string) => eraseUpload({ uploads }, id, tenant);
  return [
    eraserOf(
      "jobs",
      (tenant) => book.jobs(tenant, ERASE_BATCH),
      (id, tenant) => eraseJob(pipeline, id, tenant),
      book.dropJobs,
      now,
    ),
    eraserOf("uploads", (tenant) => book.uploads(tenant, ERASE_BATCH), eraseOneUpload, book.dropUploads, now),
  ];
}

/** Asks each in turn, and the next one only when nothing is left with the one before: what is named last is what lets the account ask again. */
export async function eraseAccount(erasers: readonly Eraser[], tenant: string): Promise<Erasure> {
  const erased: Record<string, number> = {};
  for (const { what, erase } of erasers) {
    const { count, done } = await erase(tenant);
    erased[what] = (erased[what] ?? 0) + count;
    if (!done) return { erased, complete: false };
  }
  return { erased, complete: true };
}
