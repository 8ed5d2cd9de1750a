/** The first arguments of every script that makes a job: which request may, and the answer that is kept of it. */
import type { Vault } from "../crypto/vault.ts";
import type { KeptAnswer } from "../jobs/admission.ts";
import type { TimesToLive } from "./keys.ts";

/** The answer names the caller's file. It has a key of its own: it may be kept for longer than its job. */
const ANSWER_CONTEXT = "docat: answer";

export function keptArgs(vault: Vault, kept: KeptAnswer | null, ttl: TimesToLive): (string | number)[] {
  const answer = kept === null ? "" : vault.enclose(ANSWER_CONTEXT, kept.answer);
  return [kept?.token ?? "", answer, ttl.idempotency];
}

export function openKept(vault: Vault, kept: string): string {
  return vault.disclose(ANSWER_CONTEXT, kept);
}
