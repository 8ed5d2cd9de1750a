/** Chapter three: one page range is read and laid out, and its part stored. */
import type { LaidOutPage } from "../contracts/block.ts";
import { type PageRange, rangeName } from "../contracts/page-range.ts";
import { selectPages } from "../contracts/page-selection.ts";
import type { RangeSummary } from "../contracts/result-manifest.ts";
import type { MessageOf, StageMessage } from "../contracts/stage-message.ts";
import type { Holder } from "../jobs/claim.ts";
import type { StepOutcome } from "../jobs/job-store.ts";
import { summarisePage } from "../layout/summarise-page.ts";
import { type PdfDocument, withDocument } from "../pdf/pdf-engine.ts";
import { loadDocument, openingOf, type PlannedJob, type StageOutcome, withPlan } from "./active-job.ts";
import { claimWork, type Delivery, type Lease, newHolder, underLease } from "./lease.ts";
import { pagesOfRange } from "./page-ranges.ts";
import type { ReadingDeps } from "./pipeline-deps.ts";
import { readNavigation } from "./read-document.ts";
import { readPages, tooComplexPage } from "./read-pages.ts";
import { relay } from "./relay.ts";
import { refOf, runStage } from "./run-stage.ts";
import { tellReaped } from "./tell-reaped.ts";

/** What is done with what a job owes once a range is home; `home` is what was brought home now. */
type AfterRange = (job: PlannedJob, owed: readonly StageMessage[], home?: RangeSummary) => Promise<StageOutcome>;

/** A range that is home, and what of it was brought now. */
export type RangeOutcome = StepOutcome & { readonly home?: RangeSummary };

function numbersOf(job: PlannedJob, range: PageRange): number[] {
  return pagesOfRange(selectPages(job.options.pages, job.plan.pages_total), range);
}

/** Stores a range's pages and adds the range to the completion set. */
async function bringHome(
  deps: ReadingDeps,
  job: PlannedJob,
  range: PageRange,
  pages: readonly LaidOutPage[],
  more: Omit<RangeSummary, "part" | "pages"> = {},
): Promise<RangeOutcome> {
  const sealed = await deps.results.sealPart(job, range, [...pages]);
  if (sealed === null) return { kind: "stale" };
  const home = { part: sealed.part, pages: pages.map(summarisePage), ...more };
  const outcome = await deps.jobs.completeRange(job, home, sealed.pieces);
  return outcome.kind === "done" ? { ...outcome, home } : outcome;
}

/** Reads one range of an open document, under its lease, and adds it to the completion set. Publishes nothing. */
export async function extractRange(
  deps: ReadingDeps,
  job: PlannedJob,
  range: PageRange,
  document: PdfDocument,
  lease: Lease,
): Promise<RangeOutcome> {
  const pages = await readPages(document, numbersOf(job, range), {
    beforePage: lease.check,
    onFailure: (number, error) => deps.log.error("page.failed", error, { job: job.id, page: number }),
  });
  const more = range.first === 0 ? { navigation: await readNavigation(document) } : {};
  return bringHome(deps, job, range, pages, more);
}

/** Every attempt at these pages ended in a crash: they are marked, and the rest of the document goes on. */
async function giveUpRange(deps: ReadingDeps, job: PlannedJob, range: PageRange): Promise<RangeOutcome> {
  const pages = numbersOf(job, range).map(tooComplexPage);
  deps.log.info("range.given_up", { job: job.id, range: rangeName(range) });
  return bringHome(deps, job, range, pages);
}

function isWithin(range: PageRange, message: StageMessage): boolean {
  if (message.kind !== "extract") return false;
  const { first, count } = message.range;
  return first >= range.first && first + count <= range.first + range.count;
}

/**
 * Claims a range and reads it; `then` goes on with what the job owes once it is home. A range that is home is not read again.
 * One that made its attempts crash has been halved by the claim, and its halves are handed over.
 */
export async function workOnRange(
  deps: ReadingDeps,
  message: StageMessage,
  range: PageRange,
  holder: Holder,
  then: AfterRange,
): Promise<StageOutcome> {
  const ref = refOf(message);
  const claim = await claimWork(deps, ref, range, holder);
  tellReaped(deps, ref, message.kind, claim);
  if (claim.kind === "busy" || claim.kind === "stale" || claim.kind === "gone") return claim.kind;
  if (claim.kind === "split") {
    const halves = claim.owed.filter((owed) => isWithin(range, owed));
    await relay(deps, ref.id, halves);
    return "done";
  }
  const job = withPlan(claim.record);
  const steps = {
    home: async (): Promise<RangeOutcome> => ({ kind: "done", owed: claim.owed }),
    exhausted: () => giveUpRange(deps, job, range),
    claimed: () =>
      underLease(deps, ref, range, holder, async (lease) =>
        withDocument(
          deps.engine,
          await loadDocument(deps, job),
          (document) => extractRange(deps, job, range, document, lease),
          openingOf(job),
        ),
      ),
  };
  const outcome = await steps[claim.kind]();
  return outcome.kind === "done" ? then(job, outcome.owed, outcome.home) : outcome.kind;
}

/** A delivery of `extract`. The last range home hands `assemble` over. */
export function extractStage(
  deps: ReadingDeps,
  message: MessageOf<"extract">,
  delivery: Delivery,
): Promise<StageOutcome> {
  return runStage(deps, message, () =>
    workOnRange(deps, message, message.range, newHolder(delivery), async (job, owed) => {
      const next = owed.filter(({ kind }) => kind === "assemble");
      await relay(deps, job.id, next);
      return "done";
    }),
  );
}
