/** The first arguments of every script that makes a job: which request may, the answer that is kept of it, and what its account may have. */
import type { KeptAnswer } from "../jobs/admission.ts";
import type { Terms } from "../jobs/job-record.ts";
import type { ScriptSettings } from "./job-script.ts";
import { sealKept } from "./kept-answer.ts";

export function birthArgs(
  { vault, ttl }: Pick<ScriptSettings, "vault" | "ttl">,
  kept: KeptAnswer | null,
  terms: Terms | undefined,
): (string | number)[] {
  const answer = kept === null ? "" : sealKept(vault, kept.answer);
  return [kept?.token ?? "", answer, ttl.idempotency, terms?.pages_per_day ?? "", terms?.jobs_at_once ?? ""];
}
