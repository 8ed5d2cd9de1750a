/** What is said to an account that may not have another job now. */
import { DocatError } from "../errors/docat-error.ts";
import { secondsLeftOfDay } from "../limits/days.ts";
import type { Refusal } from "./admission.ts";

/** A job ends within seconds or minutes; nobody knows which one is next. */
const CROWDED_RETRY_AFTER_SECONDS = 10;

/** `at`: by the store's clock where that is known. */
export function accountRefusal(refusal: Refusal, at: number | null): DocatError {
  if (refusal === "too_many_jobs") return new DocatError(refusal, { retryAfterSeconds: CROWDED_RETRY_AFTER_SECONDS });
  return new DocatError(refusal, { retryAfterSeconds: secondsLeftOfDay(at ?? Date.now()) });
}
