/** Chapter three: one page range is read and laid out, and its part stored. */
import { selectPages } from "../contracts/page-selection.ts";
import type { MessageOf } from "../contracts/stage-message.ts";
import type { StepOutcome } from "../jobs/job-store.ts";
import { summarisePage } from "../layout/summarise-page.ts";
import { type PdfDocument, withDocument } from "../pdf/pdf-engine.ts";
import { findActiveJob, loadDocument, type PlannedJob, type StageOutcome, withPlan } from "./active-job.ts";
import { endOnPermanentError } from "./fail.ts";
import { pagesOfRange } from "./page-ranges.ts";
import type { ReadingDeps } from "./pipeline-deps.ts";
import { readPages } from "./read-pages.ts";
import { relay } from "./relay.ts";

/** Reads one range of an open document and adds it to the completion set. Publishes nothing. */
export async function extractRange(
  deps: ReadingDeps,
  job: PlannedJob,
  range: number,
  document: PdfDocument,
): Promise<StepOutcome> {
  const selected = selectPages(job.options.pages, job.plan.pages_total);
  const pages = await readPages(document, pagesOfRange(selected, job.plan.range_pages, range));
  await deps.results.putPart(job.id, range, pages, pages.map(summarisePage));
  return deps.jobs.completeRange(job, range, pages.length, job.plan.ranges);
}

/** A delivery of `extract`. A range that is home is not read again; only what is still owed is handed over. */
export function extractStage(deps: ReadingDeps, message: MessageOf<"extract">): Promise<StageOutcome> {
  return endOnPermanentError(deps, message, async () => {
    const found = await findActiveJob(deps, message);
    if (typeof found === "string") return found;
    const job = withPlan(found.record);
    const pagesDone = found.rangesDone.get(message.range);
    const outcome =
      pagesDone === undefined
        ? await withDocument(deps.engine, await loadDocument(deps, job), (document) =>
            extractRange(deps, job, message.range, document),
          )
        : await deps.jobs.completeRange(job, message.range, pagesDone, job.plan.ranges);
    if (outcome.kind === "done")
      await relay(
        deps,
        job.id,
        outcome.owed.filter((owed) => owed.kind === "assemble"),
      );
    return outcome.kind;
  });
}
