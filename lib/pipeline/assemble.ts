/** Chapter four: all ranges are home; what needs the whole document is settled, and the job succeeds, or goes on to what is added to its result. */
import { NOT_LOOKED_THROUGH } from "../contracts/document-security.ts";
import { NO_NAVIGATION } from "../contracts/outline.ts";
import { NO_METADATA } from "../contracts/result.ts";
import { type RangeSummary, type ResultManifest, rangeSummarySchema } from "../contracts/result-manifest.ts";
import type { MessageOf, StageMessage } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { StepOutcome, SuccessOutcome } from "../jobs/job-store.ts";
import { type PlannedJob, type StageOutcome, withPlan } from "./active-job.ts";
import { cutUnits } from "./cut-units.ts";
import { settleFollowers } from "./followers.ts";
import { requireAllowed } from "./judge-file.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { relay } from "./relay.ts";
import { runStage } from "./run-stage.ts";
import { settleDocument, totalLoss } from "./settle.ts";
import { tellSuccess } from "./tell-end.ts";
import { tellFindings } from "./tell-findings.ts";

function partLost(): DocatError {
  return new DocatError("document_lost", { detail: "A part of the result has expired." });
}

/**
 * Throws when no page could be read: a result without a word would look like an empty document; and `document_rejected` for what was found, by
 * the job's policy. Works on the pages' summaries alone, so that
 * a document of any length fits the memory of one function. Who has brought all pages home just now says so, and nothing is read back.
 */
export async function assembleJob(deps: PipelineDeps, job: PlannedJob, home?: RangeSummary): Promise<StepOutcome> {
  const isWhole = home?.part.range.count === job.plan.pages_selected;
  if (isWhole) {
    const outcome = await assembleFrom(deps, job, [rangeSummarySchema.parse(JSON.parse(JSON.stringify(home)))]);
    if (outcome.kind !== "lost") return outcome;
    // Another attempt's part was accepted before.
  }
  const outcome = await assembleFrom(deps, job, await deps.results.getSummaries(job));
  if (outcome.kind === "lost") throw partLost();
  return outcome;
}

async function assembleFrom(
  deps: PipelineDeps,
  job: PlannedJob,
  summaries: readonly RangeSummary[],
): Promise<SuccessOutcome> {
  const pages = summaries.flatMap((summary) => summary.pages);
  const { source, plan } = job;
  if (pages.length !== plan.pages_selected) {
    throw partLost();
  }
  const loss = totalLoss(pages, plan.warnings);
  if (loss !== undefined) throw loss;
  // The name is the job's own; others may share the result.
  const { navigation = NO_NAVIGATION } = summaries[0] ?? {};
  const { warnings, ...own } = navigation;
  const { sha256, size_bytes, metadata = NO_METADATA, security = NOT_LOOKED_THROUGH } = source;
  if (sha256 === null || size_bytes === null) throw new DocatError("internal_error", { detail: "It was not fetched." });
  const document = { name: null, sha256, size_bytes, ...metadata, ...own, pages_total: plan.pages_total };
  const { security: policy = {} } = job.options;
  const facts = { document, engine: plan.engine, warnings: [...plan.warnings, ...warnings], security, policy };
  const { style, frame } = settleDocument(facts, pages);
  const { counts } = frame.security;
  requireAllowed(counts, policy);
  const parts = summaries.map(({ part }) => part);
  const told = Object.keys(counts).length === 0 ? plan : { ...plan, findings: { ...plan.findings, ...counts } };
  const manifest: ResultManifest = { v: 1, frame, style, parts };
  const characters = pages.map((page) => page.characters);
  const units = cutUnits(job.options, characters, deps.unitPages);
  const outcome =
    units.length === 0
      ? await deps.jobs.succeed(job, manifest, told)
      : await deps.jobs.enrich(job, manifest, units, told);
  if (outcome.kind === "lost") return outcome;
  if (outcome.kind === "done") await tellFindings(deps, job, counts);
  if (outcome.kind === "done" && units.length === 0) tellSuccess(deps, job);
  if (units.length === 0) await settleFollowers(deps, job.id, outcome);
  else if (outcome.kind === "done") await relayAdditions(deps, job.id, outcome.owed);
  return outcome;
}

/** What is to be added to the result is handed over. It is the work of a function of its own, which alone knows the services for it. */
export async function relayAdditions(deps: PipelineDeps, id: string, owed: readonly StageMessage[]): Promise<void> {
  await relay(
    deps,
    id,
    owed.filter(({ kind }) => kind === "enrich" || kind === "finish"),
  );
}

/** A delivery of `assemble`. A repeated one does the same again, to no effect. */
export function assembleStage(deps: PipelineDeps, message: MessageOf<"assemble">): Promise<StageOutcome> {
  return runStage(deps, message, async () => {
    const found = await deps.jobs.read(message.job_id);
    if (found === null) return "gone";
    const { epoch, state } = found.record;
    // The delivery before may have got as far as that.
    if (epoch === message.epoch && state === "enriching") await relayAdditions(deps, message.job_id, found.owed);
    if (epoch !== message.epoch || state !== "assembling") return "stale";
    return (await assembleJob(deps, withPlan(found.record))).kind;
  });
}
