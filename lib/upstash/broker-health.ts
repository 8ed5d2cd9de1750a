/** Whether the broker answers to our token, how far its clock is from ours, and how many keys it may sign with. */
import type { Check } from "../contracts/health.ts";

const TIMEOUT_MS = 3_000;
/** Signatures are refused that are much older than that, or from the future. */
const MAX_CLOCK_DIFFERENCE_MS = 60_000;

interface BrokerAbout {
  readonly url: string;
  readonly token: string;
  readonly signingKeys: readonly string[];
}

export function brokerHealth({ url, token, signingKeys }: BrokerAbout): Check {
  return async () => {
    const response = await fetch(`${url.replace(/\/$/, "")}/v2/schedules`, {
      headers: { authorization: `Bearer ${token}` },
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    const date = Date.parse(response.headers.get("date") ?? "");
    // Its clock tells seconds.
    const difference = Number.isFinite(date) ? Math.round(date - Date.now()) : null;
    const keys = new Set(signingKeys).size;
    const isOnTime = difference === null || Math.abs(difference) <= MAX_CLOCK_DIFFERENCE_MS;
    return {
      ok: response.ok && keys === 2 && isOnTime,
      status: response.status,
      signing_keys: keys,
      clock_difference_ms: difference,
    };
  };
}
