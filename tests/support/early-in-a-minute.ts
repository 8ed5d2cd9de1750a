/** Windows begin with the clock's minutes: one that ends in the middle of a test lets more through, as it should. */
import { setTimeout as sleep } from "node:timers/promises";

const MINUTE_MS = 60_000;

/** Resolves at once, or at the next minute when this one is nearly over. */
export async function earlyInAMinute(): Promise<void> {
  const left = MINUTE_MS - (Date.now() % MINUTE_MS);
  if (left < MINUTE_MS / 3) await sleep(left);
}
