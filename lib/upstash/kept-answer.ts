/** The answer to a request that made a job, as it is kept. */
import type { Vault } from "../crypto/vault.ts";

/** The answer names the caller's file. It has a key of its own: it may be kept for longer than its job. */
const ANSWER_CONTEXT = "docat: answer";

export function sealKept(vault: Vault, answer: string): string {
  return vault.enclose(ANSWER_CONTEXT, answer);
}

export function openKept(vault: Vault, kept: string): string {
  return vault.disclose(ANSWER_CONTEXT, kept);
}
