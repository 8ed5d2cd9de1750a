/** A series by its name in the store and in the exposition: `name{label="value"}`, with labels in the table's order. */
import type { MetricLabels } from "../contracts/metrics.ts";
import { METRIC_TABLE, type Metric, OTHER } from "./metric-table.ts";

function labelsOf({ labels = {} }: Metric, given: MetricLabels): string[] {
  return Object.entries(labels).map(([label, values]) => {
    const value = given[label] ?? "";
    return `${label}="${values.includes(value) ? value : OTHER}"`;
  });
}

function nameOf(name: string, pairs: readonly string[]): string {
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}

/** The one series of a counter; null for a name that the table does not have. */
export function counterSeries(name: string, given: MetricLabels): string | null {
  const metric = METRIC_TABLE[name];
  return metric?.type === "counter" ? nameOf(name, labelsOf(metric, given)) : null;
}

/** What a value adds to a histogram as it is stored: one to the first bucket that holds it, and itself to the sum. Whoever reads adds the buckets up. */
export function histogramSeries(
  name: string,
  value: number,
  given: MetricLabels,
): readonly (readonly [string, number])[] {
  const metric = METRIC_TABLE[name];
  if (metric?.type !== "histogram" || !Number.isFinite(value)) return [];
  const pairs = labelsOf(metric, given);
  const bound = metric.buckets.find((bucket) => value <= bucket)?.toString() ?? "+Inf";
  return [
    [nameOf(`${name}_bucket`, [...pairs, `le="${bound}"`]), 1],
    [nameOf(`${name}_sum`, pairs), value],
  ];
}
