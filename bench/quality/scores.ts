/** What the set's scorer says of each document, and the means of it. */
import { z } from "zod";

/** In the order of the scorer's own table. */
export const METRICS = ["nid", "nid_s", "teds", "teds_s", "mhs", "mhs_s", "recall", "order", "unit"] as const;
export type Metric = (typeof METRICS)[number];

/** The three that make up `overall`. */
const OVERALL = ["nid", "teds", "mhs"] as const;

const score = z.number().nullish().default(null);

export const documentScoreSchema = z.object({
  id: z.string(),
  group: z.string(),
  tags: z.array(z.string()).default([]),
  pages: z.int(),
  overall: score,
  nid: score,
  nid_s: score,
  teds: score,
  teds_s: score,
  mhs: score,
  mhs_s: score,
  recall: score,
  order: score,
  unit: score,
});
export type DocumentScore = z.infer<typeof documentScoreSchema>;

export interface Means extends Record<Metric, number | null> {
  readonly documents: number;
  readonly overall: number | null;
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Of each metric the mean over the documents that have it; `overall` is the mean of the means of nid, teds and mhs. */
export function meansOf(documents: readonly DocumentScore[]): Means {
  const of = (metric: Metric) => mean(documents.map((document) => document[metric]));
  const means = Object.fromEntries(METRICS.map((metric) => [metric, of(metric)])) as Record<Metric, number | null>;
  return { ...means, documents: documents.length, overall: mean(OVERALL.map((metric) => means[metric])) };
}

/** The mean of those of nid, teds and mhs that a document has; of one that has none, its share of facts that hold. */
export function overallOf(document: DocumentScore): number {
  return document.overall ?? document.unit ?? 0;
}

/** How much of `overall` of all `documents` one of them costs: what would be gained if it had full marks. */
export function costsOf(documents: readonly DocumentScore[]): Map<string, number> {
  const counts = OVERALL.map((metric) => documents.filter((document) => document[metric] !== null).length);
  const used = counts.filter((count) => count > 0).length;
  const cost = (document: DocumentScore) =>
    OVERALL.reduce((sum, metric, index) => {
      const value = document[metric];
      return value === null ? sum : sum + (1 - value) / ((counts[index] ?? 1) * used);
    }, 0);
  return new Map(documents.map((document) => [document.id, cost(document)]));
}
