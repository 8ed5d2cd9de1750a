/** Chapter three: one page range is read and laid out, and its part stored. */
import { selectPages } from "../contracts/page-selection.ts";
import type { MessageOf } from "../contracts/stage-message.ts";
import type { StepOutcome } from "../jobs/job-store.ts";
import { summarisePage } from "../layout/summarise-page.ts";
import { type PdfDocument, withDocument } from "../pdf/pdf-engine.ts";
import { loadDocument, type PlannedJob, type StageOutcome, withPlan } from "./active-job.ts";
import { pagesOfRange } from "./page-ranges.ts";
import type { ReadingDeps } from "./pipeline-deps.ts";
import { readPages } from "./read-pages.ts";
import { relay } from "./relay.ts";
import { runStage } from "./run-stage.ts";

/** Reads one range of an open document and adds it to the completion set. Publishes nothing. */
export async function extractRange(
  deps: ReadingDeps,
  job: PlannedJob,
  range: number,
  document: PdfDocument,
): Promise<StepOutcome> {
  const selected = selectPages(job.options.pages, job.plan.pages_total);
  const numbers = pagesOfRange(selected, job.plan.range_pages, range);
  const pages = await readPages(document, numbers, (number, error) =>
    deps.log.error("page.failed", error, { job: job.id, page: number }),
  );
  const part = await deps.results.putPart(job, range, pages);
  return part === null
    ? { kind: "stale" }
    : deps.jobs.completeRange(job, range, { part, pages: pages.map(summarisePage) });
}

/** A delivery of `extract`. A range that is home is not read again; only what is still owed is handed over. */
export function extractStage(deps: ReadingDeps, message: MessageOf<"extract">): Promise<StageOutcome> {
  return runStage(deps, message, async (found) => {
    const job = withPlan(found.record);
    if (message.range >= job.plan.ranges) return "stale";
    const outcome: StepOutcome = found.rangesDone.has(message.range)
      ? { kind: "done", owed: found.owed }
      : await withDocument(deps.engine, await loadDocument(deps, job), (document) =>
          extractRange(deps, job, message.range, document),
        );
    if (outcome.kind === "done") {
      const next = outcome.owed.filter(({ kind }) => kind === "assemble");
      await relay(deps, job.id, next);
    }
    return outcome.kind;
  });
}
