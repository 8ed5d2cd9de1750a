/** The text that Prometheus reads (exposition format 0.0.4). Pure. */
import { METRIC_TABLE, type Metric } from "./metric-table.ts";

export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const baseOf = (series: string) => series.replace(/\{.*$/s, "");

function familyOf(series: string): string {
  const base = baseOf(series);
  if (base in METRIC_TABLE) return base;
  return base.replace(/_(?:bucket|sum|count)$/, "");
}

/** A bound that no value has been under is missing in the store: it is written as what the bound below it has. */
function histogramLines(
  name: string,
  { labels = {} }: Metric,
  buckets: readonly number[],
  values: ReadonlyMap<string, number>,
): string[] {
  const counts = [...values.keys()].filter((series) => baseOf(series) === `${name}_count`);
  const none = Object.keys(labels).length === 0 && counts.length === 0 ? [`${name}_count`] : [];
  return [...counts, ...none].sort().flatMap((series) => {
    const pairs = series.slice(`${name}_count`.length).replace(/^\{|\}$/g, "");
    const told = (suffix: string, more = "") => {
      const all = [pairs, more].filter((each) => each !== "").join(",");
      return all === "" ? `${name}_${suffix}` : `${name}_${suffix}{${all}}`;
    };
    const bounds = [...buckets.map(String), "+Inf"].map((bound) => {
      const bucket = told("bucket", `le="${bound}"`);
      return `${bucket} ${values.get(bucket) ?? 0}`;
    });
    return [...bounds, `${told("sum")} ${values.get(told("sum")) ?? 0}`, `${series} ${values.get(series) ?? 0}`];
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
