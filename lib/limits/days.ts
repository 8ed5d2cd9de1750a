/** Days by UTC, by which quotas and usage are counted. */

export const DAY_MS = 86_400_000;

/** `2026-06-01` for a time in milliseconds since 1970. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Seconds until the day ends in which `at` lies; at least one. */
export function secondsLeftOfDay(at: number): number {
  return Math.max(1, Math.ceil((DAY_MS - (at % DAY_MS)) / 1_000));
}

/** The day in which `at` lies, and every one before it within so many seconds. */
export function lastDays(at: number, seconds: number): string[] {
  return Array.from({ length: Math.ceil((seconds * 1_000) / DAY_MS) + 1 }, (_, n) => dayOf(at - n * DAY_MS));
}
