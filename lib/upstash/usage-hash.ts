/** A day's usage as the jobs' scripts keep it: a field for each number, `pages`, and for each number of a credential, `pages key_1`. */
import { USAGE_METRICS, type Usage, type UsageDay, type UsageMetric } from "../contracts/usage.ts";

const isMetric = (name: string): name is UsageMetric => (USAGE_METRICS as readonly string[]).includes(name);

function nothing(): Record<UsageMetric, number> {
  return { jobs: 0, succeeded: 0, failed: 0, cancelled: 0, cached: 0, pages: 0, bytes: 0 };
}

/** `fields`: field and value in turn. What is none of the numbers is left out. */
export function usageOfDay(day: string, fields: readonly string[]): UsageDay {
  const total = nothing();
  const credentials = new Map<string, Record<UsageMetric, number>>();
  for (let at = 0; at < fields.length; at += 2) {
    const [metric = "", credential] = (fields[at] ?? "").split(" ");
    const value = Number(fields[at + 1]);
    if (!isMetric(metric) || !Number.isSafeInteger(value) || value < 0) continue;
    if (credential === undefined) {
      total[metric] = value;
      continue;
    }
    const own = credentials.get(credential) ?? nothing();
    own[metric] = value;
    credentials.set(credential, own);
  }
  const by_credential: Record<string, Usage> = Object.fromEntries(
    [...credentials].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { day, ...total, by_credential };
}
