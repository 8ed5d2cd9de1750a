/** What has changed since an earlier run, document by document. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { cell, heading } from "./report.ts";
import { costsOf, type DocumentScore, documentScoreSchema, METRICS, meansOf } from "./scores.ts";

/** Smaller differences are not told. */
const TELLING = 0.0005;

const earlierSchema = z.object({ documents: z.array(documentScoreSchema) });

interface Change {
  readonly id: string;
  /** In `overall` of the compared documents. */
  readonly gain: number;
  readonly differences: readonly (number | null)[];
}

function difference(now: number | null, before: number | null): number | null {
  return now === null || before === null ? null : now - before;
}

function signed(value: number | null, digits = 3): string {
  if (value === null || Math.abs(value) < TELLING) return cell(null).replace("–", value === null ? " " : "=");
  return `${value > 0 ? "+" : ""}${value.toFixed(digits)}`.padStart(8);
}

function row(name: string, overall: number | null, differences: readonly (number | null)[], more = ""): string {
  return `${name.slice(0, 39).padEnd(40)}${[overall, ...differences].map((each) => signed(each)).join("")}${more}`;
}

/** Differences of every metric, the greatest losses first, then the greatest gains; over the documents that both runs have. */
export function compareWith(file: string, scores: readonly DocumentScore[]): string[] {
  const earlier = earlierSchema.parse(JSON.parse(readFileSync(file, "utf8"))).documents;
  const before = new Map(earlier.map((each) => [each.id, each]));
  const common = scores.flatMap((now) => {
    const then = before.get(now.id);
    return then === undefined ? [] : [{ now, then }];
  });
  const nowCosts = costsOf(common.map(({ now }) => now));
  const thenCosts = costsOf(common.map(({ then }) => then));
  const changes = common
    .map(
      ({ now, then }): Change => ({
        id: now.id,
        gain: (thenCosts.get(now.id) ?? 0) - (nowCosts.get(now.id) ?? 0),
        differences: METRICS.map((metric) => difference(now[metric], then[metric])),
      }),
    )
    .filter(({ differences }) => differences.some((each) => Math.abs(each ?? 0) >= TELLING));
  const means = meansOf(common.map(({ now }) => now));
  const thenMeans = meansOf(common.map(({ then }) => then));
  const told = ({ id, gain, differences }: Change) => row(id, null, differences, signed(gain * 1000, 2));
  return [
    heading(`against ${file}`, "gain").slice(0, 200),
    row(
      `mean of ${common.length}`,
      difference(means.overall, thenMeans.overall),
      METRICS.map((metric) => difference(means[metric], thenMeans[metric])),
    ),
    ...changes
      .filter(({ gain }) => gain < 0)
      .sort((a, b) => a.gain - b.gain)
      .map(told),
    ...changes
      .filter(({ gain }) => gain >= 0)
      .sort((a, b) => b.gain - a.gain)
      .map(told),
  ];
}
