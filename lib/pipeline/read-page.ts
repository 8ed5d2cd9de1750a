/** One page of a job, as soon as it has been read. */
import { selectPages } from "../contracts/page-selection.ts";
import type { ResultPage } from "../contracts/result.ts";
import type { Warning } from "../contracts/warning.ts";
import { DocatError } from "../errors/docat-error.ts";
import { isTerminal } from "../jobs/job-state.ts";
import type { JobProgress } from "../jobs/job-store.ts";
import { applyStyle } from "../layout/apply-style.ts";
import { settleStyle } from "../layout/settle-style.ts";
import { summarisePage } from "../layout/summarise-page.ts";
import type { ResultStore } from "../results/result-store.ts";
import { openResult } from "./read-result.ts";

export interface ReadPage {
  readonly page: ResultPage;
  /** What is missing on it, or doubtful. */
  readonly warnings: readonly Warning[];
  /** Whether the document has not been settled: headings, running heads and what goes on over pages may turn out otherwise. */
  readonly provisional: boolean;
  /** The same for the same page, read by the same attempt. */
  readonly version: string;
}

const notYet = (detail?: string) =>
  new DocatError("result_not_ready", { retryAfterSeconds: 1, ...(detail === undefined ? {} : { detail }) });

async function settledPage(results: ResultStore, { record }: JobProgress, number: number): Promise<ReadPage> {
  const { frame, pages } = await openResult(results, record, { pages: `${number}`, none: "page_unknown" });
  for await (const page of pages) {
    const warnings = frame.warnings.filter((warning) => warning.page === number);
    return { page, warnings, provisional: false, version: record.result_of ?? record.id };
  }
  throw new DocatError("page_unknown");
}

/** A document that its job's policy may yet reject is not given in pieces before that has been judged. */
function mayBeRejected({ record }: JobProgress): boolean {
  return Object.values(record.options.security ?? {}).includes("reject");
}

async function earlyPage(results: ResultStore, job: JobProgress, number: number): Promise<ReadPage> {
  const { plan, options } = job.record;
  if (plan === null) throw notYet();
  const place = selectPages(options.pages, plan.pages_total).indexOf(number);
  if (place === -1) throw new DocatError("page_unknown");
  if (mayBeRejected(job))
    throw notYet("The job's policy may reject the document: its pages can be read once it has succeeded.");
  const ref = job.parts.find(({ range }) => place >= range.first && place < range.first + range.count);
  const part = ref === undefined ? null : await results.getPart(job.worker, ref);
  const page = part?.find((each) => each.number === number);
  // The part of a job that has ended meanwhile may be gone.
  if (ref === undefined || part === null || page === undefined) throw notYet();
  const style = settleStyle(part.map(summarisePage));
  const warnings = page.warnings.map(({ fonts: _, ...warning }) => warning);
  return { page: applyStyle(page, style), warnings, provisional: true, version: ref.attempt };
}

/**
 * The page by its number in the document. Throws `page_unknown` for one that is not read, `result_not_ready` for one that has not been read yet, and what
 * `openResult` throws of a job that has ended.
 */
export function readPage(results: ResultStore, job: JobProgress, number: number): Promise<ReadPage> {
  return isTerminal(job.record.state) ? settledPage(results, job, number) : earlyPage(results, job, number);
}
