/** Chapter two: the document is opened, its pages are counted, and the work is cut into ranges. */
import type { DocumentSecurity } from "../contracts/document-security.ts";
import type { PageRange } from "../contracts/page-range.ts";
import type { RangeSummary } from "../contracts/result-manifest.ts";
import type { MessageOf, StageMessage } from "../contracts/stage-message.ts";
import type { FoundDocument } from "../documents/document-store.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { Holder } from "../jobs/claim.ts";
import type { JobRecord, Plan } from "../jobs/job-record.ts";
import { MAX_LINK_RETRIES } from "../limits/fetch-limits.ts";
import { type PdfDocument, withDocument } from "../pdf/pdf-engine.ts";
import { openingOf, type PlannedJob, type StageOutcome, withPlan } from "./active-job.ts";
import { assembleJob, relayAdditions } from "./assemble.ts";
import { extractRange, workOnRange } from "./extract.ts";
import { failJob } from "./fail.ts";
import { fetchedDocument } from "./fetch-link.ts";
import { judgeFile } from "./judge-file.ts";
import { claimWork, type Delivery, type Lease, newHolder, underLease } from "./lease.ts";
import { cutIntoRanges } from "./page-ranges.ts";
import type { ReadingDeps } from "./pipeline-deps.ts";
import { readMetadata, readSecurity } from "./read-document.ts";
import { relay } from "./relay.ts";
import { refOf, runStage } from "./run-stage.ts";
import { selectedPages } from "./selected-pages.ts";
import { tellReaped } from "./tell-reaped.ts";

interface Draft {
  readonly plan: Plan;
  readonly ranges: readonly PageRange[];
}

function makePlan(deps: ReadingDeps, job: JobRecord, document: PdfDocument, security: DocumentSecurity): Draft {
  const selected = selectedPages(document, job.options, deps.maxPages).length;
  const ranges = cutIntoRanges(selected, deps.rangePages);
  const plan = {
    pages_total: document.pageCount,
    pages_selected: selected,
    ranges: ranges.length,
    engine: document.engine,
    warnings: [...document.warnings()],
    ...judgeFile(security, job.options),
  };
  return { plan, ranges };
}

/** The one range of a document that is not sent round. */
function wholeRange(job: PlannedJob): PageRange {
  return { first: 0, count: job.plan.pages_selected };
}

/** What `plan` does itself once the only range is home, instead of handing `assemble` over. */
async function assembleHere(
  deps: ReadingDeps,
  job: PlannedJob,
  owed: readonly StageMessage[],
  home?: RangeSummary,
): Promise<StageOutcome> {
  const isOwed = owed.some(({ kind }) => kind === "assemble");
  if (isOwed) return (await assembleJob(deps, job, home)).kind;
  await relayAdditions(deps, job.id, owed);
  return "done";
}

/**
 * The plan stands. A document of one range is not sent round: its range is read here and the result put together, by the same
 * functions. What a crash leaves undone is in the work table and the outbox, and the next delivery goes on with it.
 */
async function goOn(
  deps: ReadingDeps,
  message: MessageOf<"plan">,
  job: PlannedJob,
  owed: readonly StageMessage[],
  holder: Holder,
): Promise<StageOutcome> {
  if (job.plan.ranges === 1) {
    return workOnRange(deps, message, wholeRange(job), holder, (...home) => assembleHere(deps, ...home));
  }
  await relay(deps, job.id, owed);
  return "done";
}

/** What planning came to: the plan stands; or, in the same attempt, the only range is home as well. */
type Planned =
  | {
      readonly kind: "planned" | "home";
      readonly job: PlannedJob;
      readonly owed: readonly StageMessage[];
      readonly home?: RangeSummary | undefined;
    }
  | { readonly kind: "over_quota" | "stale" | "gone" };

/** All that the document has to be open for. A range that is alone is read at once, under the same lease. */
async function planDocument(
  deps: ReadingDeps,
  record: JobRecord,
  holder: Holder,
  lease: Lease,
  opened: Promise<FoundDocument | null>,
): Promise<Planned> {
  const { document: bytes, source: found } = await fetchedDocument(deps, record, lease, opened);
  const use = async (document: PdfDocument): Promise<Planned> => {
    const about = {
      metadata: await readMetadata(document),
      security: await readSecurity(document, record.options.pages),
    };
    const { plan, ranges } = makePlan(deps, record, document, about.security);
    const source = { ...found, ...about };
    const outcome = await deps.jobs.plan(record, plan, ranges, holder, source);
    if (outcome.kind !== "done") return outcome;
    const job = { ...record, source, plan: outcome.plan };
    const { pages_selected: pages, ranges: cut } = outcome.plan;
    deps.log.info("job.planned", {
      job: job.id,
      pages,
      ranges: cut,
      wait_ms: Math.max(0, Date.now() - job.created_at),
    });
    if (!outcome.holds) return { kind: "planned", job, owed: outcome.owed };
    const range = wholeRange(job);
    lease.moveTo(range);
    const home = await extractRange(deps, job, range, document, lease);
    return home.kind === "done" ? { kind: "home", job, owed: home.owed, home: home.home } : home;
  };
  return withDocument(deps.engine, bytes, use, openingOf(record));
}

/** Whether what is behind a link was asked for often enough: whoever wants it may send the link again. */
function isGivenUp(error: unknown, { retried }: Delivery): error is DocatError {
  return error instanceof DocatError && error.code === "url_unreachable" && retried >= MAX_LINK_RETRIES;
}

/** More pages than its account has left today: whoever wants it may send it again tomorrow. */
function overQuota(): DocatError {
  return new DocatError("quota_exceeded", {
    detail: "The document has more pages than the account has left for the day.",
  });
}

/** A delivery of `plan`. A plan that was made before is kept, whatever this deployment would make of the document. */
export function planStage(deps: ReadingDeps, message: MessageOf<"plan">, delivery: Delivery): Promise<StageOutcome> {
  return runStage(deps, message, async () => {
    const ref = refOf(message);
    const holder = newHolder(delivery);
    // In one turn, and so in one request: the document of a job that is not to be planned now was asked for in vain.
    const [claiming, opened] = [claimWork(deps, ref, "plan", holder), deps.documents.open(ref.id)];
    opened.catch(() => {});
    const claim = await claiming;
    tellReaped(deps, ref, "plan", claim);
    if (claim.kind === "home") return goOn(deps, message, withPlan(claim.record), claim.owed, holder);
    if (claim.kind === "exhausted") {
      throw new DocatError("pdf_too_complex", { detail: "Every attempt at opening it ended in a crash." });
    }
    if (claim.kind !== "claimed") return claim.kind === "split" ? "done" : claim.kind;
    const planned = await underLease(deps, ref, "plan", holder, (lease) =>
      planDocument(deps, claim.record, holder, lease, opened),
    ).catch((error: unknown) => {
      if (!isGivenUp(error, delivery)) throw error;
      return failJob(deps, ref, error);
    });
    if (typeof planned === "string") return planned;
    // The document is closed by now: whoever goes on may have to open it again, and there may be room for one only.
    if (planned.kind === "planned") return goOn(deps, message, planned.job, planned.owed, holder);
    if (planned.kind === "over_quota") return failJob(deps, ref, overQuota());
    return planned.kind === "home" ? assembleHere(deps, planned.job, planned.owed, planned.home) : planned.kind;
  });
}
