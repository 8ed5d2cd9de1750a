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
import { numbersOf } from "./read-pages-of.ts";
import { translatePages } from "./translated-pages.ts";

/** A part of a result, or the result in other words. */
export interface Wanted {
  /** Pages before this one may be left out. */
  readonly fromPage?: number | undefined;
  /** In this language. */
  readonly language?: string | undefined;
  /** With the translation beside each block, in place of it. */
  readonly both?: boolean | undefined;
}

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

/** Throws `translation_unknown` when the job was not asked for this language. */
function requireLanguage({ translate }: JobOptions, language: string): void {
  if (translate?.to.toLowerCase() === language.toLowerCase()) return;
  const detail =
    translate === undefined ? "The job did not ask for a translation." : `There is one into ${translate.to}.`;
  throw new DocatError("translation_unknown", { detail });
}

/**
 * Opens the result of a job that succeeded, its own or the one that it shares, with the job's own file name. With `fromPage` the pages before
 * that one may be left out, and are not read. The first part is read before this resolves, so that an expired result is
 * an error and not half an answer. Throws `result_not_ready`, `result_expired`, `job_cancelled`, `job_failed`, `translation_unknown`, or the document's own error.
 */
export async function openResult(results: ResultStore, job: JobRecord, wanted: Wanted = {}): Promise<OpenResult> {
  const { fromPage, language, both = false } = wanted;
  if (job.state === "cancelled") throw new DocatError("job_cancelled");
  if (job.error !== null) throw whyItFailed(job.error);
  if (job.state !== "succeeded") throw new DocatError("result_not_ready", { retryAfterSeconds: 1 });
  if (language !== undefined) requireLanguage(job.options, language);
  const producer = job.result_of ?? job.id;
  const manifest = await results.getManifest(producer);
  if (manifest === null) throw new DocatError("result_expired");
  const index = fromPage === undefined ? 0 : partOfPage(manifest, job.options, fromPage);
  const first = { index, part: await requirePart(results, producer, manifest, index) };
  const document = { ...manifest.frame.document, name: job.source.name };
  const frame = { ...manifest.frame, document };
  const pages = streamPages(results, producer, manifest, first);
  if (language === undefined) return { frame, pages };
  const source = { results, producer, manifest, numbers: numbersOf(manifest, job.options) };
  const translated = translatePages(source, pages, both ? "both" : "translation");
  return { frame: both ? frame : { ...frame, document: { ...document, language } }, pages: translated };
}
