/** Chapter two: the document is opened, its pages are counted, and the work is cut into ranges. */
import { selectPages } from "../contracts/page-selection.ts";
import type { MessageOf, StageMessage } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { JobRecord, Plan } from "../jobs/job-record.ts";
import { type PdfDocument, withDocument } from "../pdf/pdf-engine.ts";
import { loadDocument, type PlannedJob, type StageOutcome } from "./active-job.ts";
import { assembleJob } from "./assemble.ts";
import { extractRange } from "./extract.ts";
import { balanceRanges, countRanges } from "./page-ranges.ts";
import type { ReadingDeps } from "./pipeline-deps.ts";
import { relay } from "./relay.ts";
import { runStage } from "./run-stage.ts";

async function makePlan(deps: ReadingDeps, job: JobRecord, document: PdfDocument): Promise<Plan> {
  const pagesTotal = document.pageCount;
  if (pagesTotal > deps.maxPages) {
    throw new DocatError("too_many_pages", { detail: `It has ${pagesTotal} pages; the limit is ${deps.maxPages}.` });
  }
  const selected = selectPages(job.options.pages, pagesTotal).length;
  if (selected === 0) throw new DocatError("pages_out_of_range", { detail: `The document has ${pagesTotal} pages.` });
  const rangePages = balanceRanges(selected, deps.rangePages);
  return {
    pages_total: pagesTotal,
    pages_selected: selected,
    range_pages: rangePages,
    ranges: countRanges(selected, rangePages),
    engine: deps.engine.version,
    metadata: await document.metadata(),
    warnings: [...document.warnings()],
  };
}

function extractMessages(job: PlannedJob): StageMessage[] {
  return Array.from({ length: job.plan.ranges }, (_, range) => ({
    v: 1,
    kind: "extract",
    job_id: job.id,
    epoch: job.epoch,
    range,
  }));
}

/**
 * A document of one range is not sent round: the steps that it owes are done here, one after the other, by the same
 * functions. What a crash leaves undone stands in the outbox, and the next delivery of `plan` goes on with it.
 */
async function finishHere(
  deps: ReadingDeps,
  job: PlannedJob,
  document: PdfDocument,
  owed: readonly StageMessage[],
): Promise<StageOutcome> {
  const [next] = owed;
  if (next === undefined) return "done";
  const outcome =
    next.kind === "extract" ? await extractRange(deps, job, next.range, document) : await assembleJob(deps, job);
  return outcome.kind === "done" ? finishHere(deps, job, document, outcome.owed) : outcome.kind;
}

/** A delivery of `plan`. A plan that was made before is kept, whatever this deployment would make of the document. */
export function planStage(deps: ReadingDeps, message: MessageOf<"plan">): Promise<StageOutcome> {
  return runStage(deps, message, async (found) => {
    const bytes = await loadDocument(deps, found.record);
    return withDocument(deps.engine, bytes, async (document) => {
      const plan = found.record.plan ?? (await makePlan(deps, found.record, document));
      const outcome = await deps.jobs.plan(found.record, plan, extractMessages({ ...found.record, plan }));
      if (outcome.kind !== "done") return outcome.kind;
      const job = { ...found.record, plan: outcome.plan };
      if (job.plan.ranges === 1) return finishHere(deps, job, document, outcome.owed);
      await relay(deps, job.id, outcome.owed);
      return "done";
    });
  });
}
