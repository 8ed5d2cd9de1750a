/** The first arguments of every script that makes a job: which request may, the answer that is kept of it, what its account may have, and whether its end is to be told. */
import type { KeptAnswer } from "../jobs/admission.ts";
import type { JobRecord } from "../jobs/job-record.ts";
import { asksToBeTold } from "../jobs/ways-out.ts";
import type { ScriptSettings } from "./job-script.ts";
import { sealKept } from "./kept-answer.ts";

export function birthArgs(
  { vault, ttl }: Pick<ScriptSettings, "vault" | "ttl">,
  kept: KeptAnswer | null,
  { terms, source }: Pick<JobRecord, "terms" | "source">,
): (string | number)[] {
  const answer = kept === null ? "" : sealKept(vault, kept.answer);
  const limits = [terms?.pages_per_day ?? "", terms?.jobs_at_once ?? ""];
  return [kept?.token ?? "", answer, ttl.idempotency, ...limits, asksToBeTold(source) ? 1 : 0];
}
