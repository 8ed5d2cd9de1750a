/** The last chapter of a job whose result is added to: what came of it is told in the receipt, and the job succeeds. */
import type { UnitSummary } from "../contracts/enrichment.ts";
import type { JobOptions } from "../contracts/job-options.ts";
import type { MessageOf } from "../contracts/stage-message.ts";
import { DocatError } from "../errors/docat-error.ts";
import { type PlannedJob, type StageOutcome, withPlan } from "./active-job.ts";
import { failJob } from "./fail.ts";
import { settleFollowers } from "./followers.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { numbersOf } from "./read-pages-of.ts";
import { runStage } from "./run-stage.ts";
import { settleAdditions } from "./settle-additions.ts";
import { tellSuccess } from "./tell-end.ts";
import { missingUnit } from "./unit-work.ts";

/** Whether the job's owner wants all of it or nothing, and has not got all. */
function isRefused(
  { translate, embed }: JobOptions,
  isComplete: { translation: boolean; embedding: boolean },
): boolean {
  return (
    (translate?.all_or_nothing === true && !isComplete.translation) ||
    (embed?.all_or_nothing === true && !isComplete.embedding)
  );
}

/**
 * The job succeeds with all that is home; `early` says that units may be missing, because its time is up. Fails it when its owner wants all or nothing.
 */
export async function finishJob(deps: PipelineDeps, job: PlannedJob, early = false): Promise<StageOutcome> {
  const lost = () => new DocatError("document_lost", { detail: "A part of the result has expired." });
  const units = job.units ?? [];
  const manifest = await deps.results.getManifest(job.id);
  if (manifest === null) throw lost();
  const summaries = await deps.results.getUnitSummaries(job, units);
  if (!early && summaries.length !== units.length) throw lost();
  const home = new Map(summaries.map((summary) => [summary.ref.unit, summary]));
  const numbers = numbersOf(manifest, job.options);
  const all = units.map((unit): Omit<UnitSummary, "ref"> => home.get(unit) ?? missingUnit(unit, numbers));
  const isWhole = home.size === units.length;
  const { frame, isComplete } = settleAdditions(manifest.frame, job.options, all, isWhole);
  if (isRefused(job.options, isComplete)) return failJob(deps, job, new DocatError("enrichment_failed"));
  const refs = units.flatMap((unit) => home.get(unit)?.ref ?? []);
  const outcome = await deps.jobs.succeed(
    job,
    { ...manifest, frame, units: refs },
    undefined,
    early ? "early" : "whole",
  );
  if (outcome.kind === "lost") throw lost();
  if (outcome.kind === "done") tellSuccess(deps, job);
  await settleFollowers(deps, job.id, outcome);
  return outcome.kind;
}

/** A delivery of `finish`. A repeated one does the same again, to no effect. */
export function finishStage(deps: PipelineDeps, message: MessageOf<"finish">): Promise<StageOutcome> {
  return runStage(deps, message, async () => {
    const found = await deps.jobs.read(message.job_id);
    if (found === null) return "gone";
    const { epoch, state } = found.record;
    if (epoch !== message.epoch || state !== "finishing") return "stale";
    return finishJob(deps, withPlan(found.record));
  });
}

/** A job whose result stands ends with what is home of the rest. False when its result cannot be read any more. */
export async function finishEarly(deps: PipelineDeps, id: string, epoch: number): Promise<StageOutcome> {
  const found = await deps.jobs.read(id);
  if (found === null) return "gone";
  const { record } = found;
  if (record.epoch !== epoch || (record.state !== "enriching" && record.state !== "finishing")) return "stale";
  try {
    return await finishJob(deps, withPlan(record), true);
  } catch (error) {
    if (!(error instanceof DocatError) || error.retryable) throw error;
    return failJob(deps, record, error);
  }
}
