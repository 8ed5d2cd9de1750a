/** What is said to an account that may not have another job now. */
import { DocatError } from "../errors/docat-error.ts";
import type { Refusal } from "./admission.ts";

const DAY_MS = 86_400_000;
/** A job ends within seconds or minutes; nobody knows which one is next. */
const CROWDED_RETRY_AFTER_SECONDS = 10;

/** Seconds until the day ends in which `at` lies, by UTC; at least one. */
export function secondsLeftOfDay(at: number): number {
  return Math.max(1, Math.ceil((DAY_MS - (at % DAY_MS)) / 1_000));
}

/** `at`: by the store's clock where that is known. */
export function accountRefusal(refusal: Refusal, at: number | null): DocatError {
  if (refusal === "too_many_jobs") return new DocatError(refusal, { retryAfterSeconds: CROWDED_RETRY_AFTER_SECONDS });
  return new DocatError(refusal, { retryAfterSeconds: secondsLeftOfDay(at ?? Date.now()) });
}
