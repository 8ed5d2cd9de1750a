/** The first arguments of every script that makes a job: which request may, and the answer that is kept of it. */
import type { KeptAnswer } from "../jobs/admission.ts";
import type { TimesToLive } from "./keys.ts";

export function keptArgs(kept: KeptAnswer | null, ttl: TimesToLive): (string | number)[] {
  return [kept?.token ?? "", kept?.answer ?? "", ttl.idempotency];
}
