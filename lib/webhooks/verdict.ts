/** What an attempt's end means: delivered, once more later, or never again. */
import { MAX_WEBHOOK_WAIT_SECONDS } from "../limits/webhooks.ts";

/** What came of one attempt to deliver. */
export interface AttemptOutcome {
  /** Null when no answer came. */
  readonly status: number | null;
  /** The answer's `Retry-After`. */
  readonly retryAfter: string | null;
}

export type Verdict =
  | { readonly kind: "delivered" }
  | { readonly kind: "again"; readonly afterSeconds: number }
  | { readonly kind: "failed" }
  /** The receiver wants nothing more, ever (410). */
  | { readonly kind: "gone" };

/** Seconds from a `Retry-After` header (RFC 9110: seconds or a date); 0 when it says nothing of use. */
function askedSeconds(header: string | null, now: number): number {
  if (header === null) return 0;
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1_000;
  return Number.isFinite(seconds) ? Math.min(Math.max(0, Math.ceil(seconds)), MAX_WEBHOOK_WAIT_SECONDS) : 0;
}

/** `attempt` counts from 1; `waits` has the seconds after each that fails. A redirect is no delivery: nobody follows it. */
export function verdictOf(
  { status, retryAfter }: AttemptOutcome,
  attempt: number,
  waits: readonly number[],
  now: number,
): Verdict {
  if (status !== null && status >= 200 && status < 300) return { kind: "delivered" };
  if (status === 410) return { kind: "gone" };
  const wait = waits[attempt - 1];
  if (wait === undefined) return { kind: "failed" };
  return { kind: "again", afterSeconds: Math.max(wait, askedSeconds(retryAfter, now)) };
}
