/** An attempt that ended without a word, and whose work another one has taken over. */
import type { JobRef } from "../contracts/job-ref.ts";
import type { StageKind } from "../contracts/stage-message.ts";
import type { Claim } from "../jobs/claim.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

export function tellReaped({ log }: Pick<PipelineDeps, "log">, { id }: JobRef, stage: StageKind, claim: Claim): void {
  if (claim.kind === "claimed" && (claim.attempt ?? 1) > 1) log.info("lease.reaped", { job: id, stage });
}
