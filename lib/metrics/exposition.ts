/** The text that Prometheus reads (exposition format 0.0.4). Pure. */
import { METRIC_TABLE, type Metric } from "./metric-table.ts";

export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const baseOf = (series: string) => series.replace(/\{.*$/s, "");

function familyOf(series: string): string {
  const base = baseOf(series);
  if (base in METRIC_TABLE) return base;
  return base.replace(/_(?:bucket|sum|count)$/, "");
}

/** The buckets of the store hold each value once; those of the format hold all below their bound as well. */
function histogramLines(
  name: string,
  { labels = {} }: Metric,
  buckets: readonly number[],
  values: ReadonlyMap<string, number>,
): string[] {
  const sum = `${name}_sum`;
  const sums = [...values.keys()].filter((series) => baseOf(series) === sum);
  const none = Object.keys(labels).length === 0 && sums.length === 0 ? [sum] : [];
  return [...sums, ...none].sort().flatMap((series) => {
    const pairs = series.slice(sum.length).replace(/^\{|\}$/g, "");
    const told = (suffix: string, more = "") => {
      const all = [pairs, more].filter((each) => each !== "").join(",");
      return all === "" ? `${name}_${suffix}` : `${name}_${suffix}{${all}}`;
    };
    let below = 0;
    const bounds = [...buckets.map(String), "+Inf"].map((bound) => {
      const bucket = told("bucket", `le="${bound}"`);
      below += values.get(bucket) ?? 0;
      return `${bucket} ${below}`;
    });
    return [...bounds, `${series} ${values.get(series) ?? 0}`, `${told("count")} ${below}`];
  });
}

/** In the table's order. Series that the table does not have, from another version say, are left out; a counter without labels that never counted is 0. */
export function exposition(values: ReadonlyMap<string, number>): string {
  const families = new Map<string, [string, number][]>();
  for (const [series, value] of values) {
    const family = familyOf(series);
    families.set(family, [...(families.get(family) ?? []), [series, value]]);
  }
  const lines = Object.entries(METRIC_TABLE).flatMap(([name, metric]) => {
    const head = [`# HELP ${name} ${metric.help}`, `# TYPE ${name} ${metric.type}`];
    if (metric.type === "histogram") return [...head, ...histogramLines(name, metric, metric.buckets, values)];
    const found = (families.get(name) ?? [])
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([series, value]) => `${series} ${value}`);
    if (found.length > 0) return [...head, ...found];
    return metric.type === "counter" && metric.labels === undefined ? [...head, `${name} 0`] : [];
  });
  return `${lines.join("\n")}\n`;
}
