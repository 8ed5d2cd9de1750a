/** Chapter five, for jobs that ask for it: something is added to a result that stands, unit by unit, and the last one home ends the job. */
import { randomBytes } from "node:crypto";
import type { Unit } from "../contracts/enrichment.ts";
import type { MessageOf, StageMessage } from "../contracts/stage-message.ts";
import type { StepOutcome } from "../jobs/job-store.ts";
import { type PlannedJob, type StageOutcome, withPlan } from "./active-job.ts";
import { pagesOfUnit } from "./cut-units.ts";
import { embedUnit } from "./embed-unit.ts";
import type { EnrichDeps } from "./enrich-deps.ts";
import { finishJob } from "./finish.ts";
import { claimWork, type Delivery, type Lease, newHolder, underLease } from "./lease.ts";
import { refOf, runStage } from "./run-stage.ts";
import { tellReaped } from "./tell-reaped.ts";
import { translateUnit } from "./translate-unit.ts";
import type { Attempt, UnitWork } from "./unit-work.ts";

async function bringHome(deps: EnrichDeps, job: PlannedJob, unit: Unit, work: UnitWork): Promise<StepOutcome> {
  const ref = await deps.results.putUnit(job, unit, work.part);
  if (ref === null) return { kind: "stale" };
  return deps.jobs.completeUnit(job, { ref, ...work.summary });
}

function workAt(deps: EnrichDeps, job: PlannedJob, unit: Unit, attempt: Attempt): Promise<UnitWork> {
  return pagesOfUnit(unit) === null ? embedUnit(deps, job, attempt) : translateUnit(deps, job, unit, attempt);
}

/** What is left of an attempt's time for storing what it made, and for the call that is still under way. */
const CLOSING_MS = 30_000;

async function workOn(
  deps: EnrichDeps,
  job: PlannedJob,
  unit: Unit,
  lease: Lease,
  delivery: Delivery,
): Promise<UnitWork> {
  const name = randomBytes(8).toString("hex");
  const endsAt = performance.now() + deps.rangeBudgetMs - CLOSING_MS;
  return workAt(deps, job, unit, { name, lease, delivery, endsAt });
}

/** No attempt got through: what they have left behind is put together, the rest is told to be missing, and the result goes on. */
async function giveUpUnit(deps: EnrichDeps, job: PlannedJob, unit: Unit, delivery: Delivery): Promise<StepOutcome> {
  deps.log.info("unit.given_up", { job: job.id, unit });
  const attempt = { name: "", lease: { check: () => {} }, delivery, endsAt: null };
  return bringHome(deps, job, unit, await workAt(deps, job, unit, attempt));
}

/** The last unit home ends the job here, by the same function as a delivery of `finish`. */
async function finishHere(deps: EnrichDeps, job: PlannedJob, owed: readonly StageMessage[]): Promise<StageOutcome> {
  return owed.some(({ kind }) => kind === "finish") ? finishJob(deps, job) : "done";
}

/** A delivery of `enrich`. */
export function enrichStage(deps: EnrichDeps, message: MessageOf<"enrich">, delivery: Delivery): Promise<StageOutcome> {
  return runStage(deps, message, async () => {
    const ref = refOf(message);
    const { unit } = message;
    const holder = newHolder(delivery);
    const claim = await claimWork(deps, ref, { unit }, holder);
    tellReaped(deps, ref, "enrich", claim);
    if (claim.kind === "busy" || claim.kind === "stale" || claim.kind === "gone") return claim.kind;
    const job = withPlan(claim.record);
    const steps = {
      home: async (): Promise<StepOutcome> => ({ kind: "done", owed: claim.owed }),
      // Units are not halved.
      split: async (): Promise<StepOutcome> => ({ kind: "stale" }),
      exhausted: () => giveUpUnit(deps, job, unit, delivery),
      claimed: () =>
        underLease(deps, ref, { unit }, holder, async (lease) =>
          bringHome(deps, job, unit, await workOn(deps, job, unit, lease, delivery)),
        ),
    };
    const outcome = await steps[claim.kind]();
    return outcome.kind === "done" ? finishHere(deps, job, outcome.owed) : outcome.kind;
  });
}
