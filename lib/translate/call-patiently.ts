/** One call to a service with what it takes to get an answer: a deadline for each attempt, and waits where the service asks for them. */
import { ModelFailure, type Tokens } from "../contracts/translator.ts";
import { CALL_ATTEMPTS, CALL_PAUSE_MS, CALL_TIMEOUT_MS, LONGEST_PAUSE_MS } from "../limits/enrich-limits.ts";

/** `down`: nobody answers, now or at all. `malformed`: what came is of no use, and may have cost tokens. */
export type Called<T> =
  | { readonly kind: "answered"; readonly value: T }
  | { readonly kind: "malformed"; readonly tokens: Tokens | null }
  | { readonly kind: "down" };

interface Patience {
  /** By `performance.now()`: no attempt begins after it. */
  readonly endsAt: number;
  readonly onFailure: (error: unknown) => void;
}

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/** Whether another attempt makes sense, once it does. */
async function waitFor({ retryAfterMs }: ModelFailure, attempt: number, endsAt: number): Promise<boolean> {
  const wait = retryAfterMs ?? CALL_PAUSE_MS * 2 ** (attempt - 1);
  const isTooLong = wait > LONGEST_PAUSE_MS || performance.now() + wait > endsAt;
  if (attempt === CALL_ATTEMPTS || isTooLong) return false;
  await pause(wait);
  return true;
}

/** Never rejects. */
export async function callPatiently<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { endsAt, onFailure }: Patience,
): Promise<Called<T>> {
  for (let attempt = 1; performance.now() <= endsAt; attempt++) {
    try {
      return { kind: "answered", value: await call(AbortSignal.timeout(CALL_TIMEOUT_MS)) };
    } catch (error) {
      onFailure(error);
      if (!(error instanceof ModelFailure) || error.kind === "refused") break;
      if (error.kind === "malformed") return { kind: "malformed", tokens: error.tokens };
      if (!(await waitFor(error, attempt, endsAt))) break;
    }
  }
  return { kind: "down" };
}
