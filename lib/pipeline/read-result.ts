/** The way out: a finished job's result, page by page, so that its size does not matter. */
import type { JobOptions } from "../contracts/job-options.ts";
import { selectPages } from "../contracts/page-selection.ts";
import type { Problem } from "../contracts/problem.ts";
import type { ResultFrame, ResultPage } from "../contracts/result.ts";
import type { PartRef, ResultManifest, ResultPart } from "../contracts/result-manifest.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { ErrorCode } from "../errors/error-table.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import { applyStyle } from "../layout/apply-style.ts";
import type { ResultStore } from "../results/result-store.ts";
import { numbersOf } from "./read-pages-of.ts";
import { translatePages } from "./translated-pages.ts";

export interface OpenResult {
  readonly frame: ResultFrame;
  /** The pages in order, as often as they are gone through; reads one part at a time. Throws `result_expired` when a part goes while it is read. */
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

async function requirePart(results: ResultStore, producer: string, ref: PartRef | undefined): Promise<ResultPart> {
  const part = ref === undefined ? null : await results.getPart(producer, ref);
  if (part === null) throw new DocatError("result_expired");
  return part;
}

/** What is read of a result. */
interface Reading {
  readonly manifest: ResultManifest;
  readonly producer: string;
  readonly first: ResultPart;
  /** Those that hold a page that is wanted. */
  readonly parts: readonly PartRef[];
  readonly wanted: ReadonlySet<number>;
}

async function* streamPages(results: ResultStore, { manifest, producer, first, parts, wanted }: Reading) {
  for (const [index, ref] of parts.entries()) {
    const part = index === 0 ? first : await requirePart(results, producer, ref);
    for (const page of part) if (wanted.has(page.number)) yield applyStyle(page, manifest.style);
  }
}

/** Which of a result's pages are wanted. */
export interface WantedPages {
  /** As in the option `pages`; all of them without it. */
  readonly pages?: string | undefined;
  /** What is thrown when the result has none of them. */
  readonly none?: ErrorCode;
  /** In this language. */
  readonly language?: string | undefined;
  /** With the translation beside each block, in place of it. */
  readonly both?: boolean;
}

/** Throws `translation_unknown` when the job was not asked for this language. */
function requireLanguage({ translate }: JobOptions, language: string): void {
  if (translate?.to.toLowerCase() === language.toLowerCase()) return;
  const detail =
    translate === undefined ? "The job did not ask for a translation." : `There is one into ${translate.to}.`;
  throw new DocatError("translation_unknown", { detail });
}

function partsWith({ parts, frame }: ResultManifest, options: JobOptions, wanted: WantedPages) {
  const total = frame.document.pages_total;
  const selected = selectPages(options.pages, total);
  const asked = new Set(wanted.pages === undefined ? selected : selectPages(wanted.pages, total));
  const holding = parts.filter(({ range }) =>
    selected.slice(range.first, range.first + range.count).some((page) => asked.has(page)),
  );
  if (holding.length === 0) throw new DocatError(wanted.none ?? "pages_out_of_range", { pointer: "pages" });
  return { parts: holding, wanted: asked };
}

/** Why a job has no result; returns when it has one. Throws `result_not_ready`, `job_cancelled`, `job_failed`, or the document's own error. */
export function requireSucceeded(job: JobRecord): void {
  if (job.state === "cancelled") throw new DocatError("job_cancelled");
  if (job.error !== null) throw whyItFailed(job.error);
  if (job.state !== "succeeded") throw new DocatError("result_not_ready", { retryAfterSeconds: 1 });
}

/**
 * Opens the result of a job that succeeded, its own or the one that it shares, with the job's own file name. Parts without a page that is wanted
 * are not read. The first part is read before this resolves, so that an expired result is
 * an error and not half an answer. Throws `result_expired`, `pages_out_of_range`, and what `requireSucceeded` does.
 */
export async function openResult(results: ResultStore, job: JobRecord, wanted: WantedPages = {}): Promise<OpenResult> {
  requireSucceeded(job);
  const { language, both = false } = wanted;
  if (language !== undefined) requireLanguage(job.options, language);
  const producer = job.result_of ?? job.id;
  const manifest = await results.getManifest(producer);
  if (manifest === null) throw new DocatError("result_expired");
  const chosen = partsWith(manifest, job.options, wanted);
  const reading = { manifest, producer, first: await requirePart(results, producer, chosen.parts[0]), ...chosen };
  const document = { ...manifest.frame.document, name: job.source.name };
  const pages = { [Symbol.asyncIterator]: () => streamPages(results, reading) };
  const frame = { ...manifest.frame, document };
  if (language === undefined) return { frame, pages };
  const source = { results, producer, manifest, numbers: numbersOf(manifest, job.options) };
  const translated = { [Symbol.asyncIterator]: () => translatePages(source, pages, both ? "both" : "translation") };
  return { frame: both ? frame : { ...frame, document: { ...document, language } }, pages: translated };
}
