/** Durations as QStash writes them: one or more numbers with a unit, largest first by habit (`5s`, `1d10h30m`, `6m5s`). */
const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const PART = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/y;

/** Milliseconds of a duration, or undefined when the text is not one. A bare number is not a duration. */
export function parseDurationMs(text: string): number | undefined {
  let totalMs = 0;
  let end = 0;
  for (PART.lastIndex = 0; PART.lastIndex < text.length; ) {
    const part = PART.exec(text);
    const [, amount, unit] = part ?? [];
    if (amount === undefined || unit === undefined) return undefined;
    totalMs += Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
    end = PART.lastIndex;
  }
  return end > 0 ? totalMs : undefined;
}
