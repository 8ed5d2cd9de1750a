/** The way out: a finished job's result, page by page, so that its size does not matter. */
import type { JobOptions } from "../contracts/job-options.ts";
import { selectPages } from "../contracts/page-selection.ts";
import type { Problem } from "../contracts/problem.ts";
import type { ResultFrame, ResultPage } from "../contracts/result.ts";
import type { ResultManifest, ResultPart } from "../contracts/result-manifest.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import { applyStyle } from "../layout/apply-style.ts";
import type { ResultStore } from "../results/result-store.ts";

export interface OpenResult {
  readonly frame: ResultFrame;
  /** The pages in order; reads one part at a time. Throws `result_expired` when a part goes while it is read. */
  readonly pages: AsyncIterable<ResultPage>;
}

/**
 * A document's own fault is answered as such. A fault of ours has ended this job all the same: asking for its result
 * again cannot help, so its status and its `retryable`, which are about sending the document again, are not repeated.
 */
function whyItFailed(error: Problem): DocatError {
  if (error.status < 500 && !error.retryable) {
    return new DocatError(error.code, error.detail === undefined ? {} : { detail: error.detail });
  }
  return new DocatError("job_failed", { detail: `It failed with ${error.code}. Send the document again.` });
}

async function requirePart(results: ResultStore, producer: string, manifest: ResultManifest, index: number) {
  const ref = manifest.parts[index];
  const part = ref === undefined ? null : await results.getPart(producer, ref);
  if (part === null) throw new DocatError("result_expired");
  return part;
}

async function* streamPages(
  results: ResultStore,
  producer: string,
  manifest: ResultManifest,
  first: { readonly index: number; readonly part: ResultPart },
) {
  for (let index = first.index; index < manifest.parts.length; index++) {
    const part = index === first.index ? first.part : await requirePart(results, producer, manifest, index);
    for (const page of part) yield applyStyle(page, manifest.style);
  }
}

/** The part that holds the page; the last one when none does. */
function partOfPage({ parts, frame }: ResultManifest, options: JobOptions, page: number): number {
  const place = selectPages(options.pages, frame.document.pages_total).indexOf(page);
  const part = parts.findIndex(({ range }) => place >= range.first && place < range.first + range.count);
  return part === -1 ? parts.length - 1 : part;
}

/**
 * Opens the result of a job that succeeded, its own or the one that it shares, with the job's own file name. With `fromPage` the pages before
 * that one may be left out, and are not read. The first part is read before this resolves, so that an expired result is
 * an error and not half an answer. Throws `result_not_ready`, `result_expired`, `job_cancelled`, `job_failed`, or the document's own error.
 */
export async function openResult(results: ResultStore, job: JobRecord, fromPage?: number): Promise<OpenResult> {
  if (job.state === "cancelled") throw new DocatError("job_cancelled");
  if (job.error !== null) throw whyItFailed(job.error);
  if (job.state !== "succeeded") throw new DocatError("result_not_ready", { retryAfterSeconds: 1 });
  const producer = job.result_of ?? job.id;
  const manifest = await results.getManifest(producer);
  if (manifest === null) throw new DocatError("result_expired");
  const index = fromPage === undefined ? 0 : partOfPage(manifest, job.options, fromPage);
  const first = { index, part: await requirePart(results, producer, manifest, index) };
  const document = { ...manifest.frame.document, name: job.source.name };
  return { frame: { ...manifest.frame, document }, pages: streamPages(results, producer, manifest, first) };
}
