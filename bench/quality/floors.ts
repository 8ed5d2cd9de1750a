/** Scores that a run must reach: `overall=0.74,nid=0.9,rtl.recall=0.75`; a tag before the dot asks for the documents with that tag. */
import { type DocumentScore, METRICS, meansOf } from "./scores.ts";

export interface Floor {
  readonly tag: string | null;
  readonly metric: "overall" | (typeof METRICS)[number];
  readonly least: number;
}

const METRIC_NAMES = ["overall", ...METRICS] as const;

/** Throws for what is no floor. */
export function readFloors(text: string): Floor[] {
  return text.split(",").map((each) => {
    const [name = "", number = ""] = each.split("=");
    const dot = name.lastIndexOf(".");
    const metric = METRIC_NAMES.find((known) => known === name.slice(dot + 1));
    const least = Number(number);
    if (metric === undefined || number === "" || Number.isNaN(least)) throw new Error(`This is no floor: ${each}`);
    return { tag: dot < 0 ? null : name.slice(0, dot), metric, least };
  });
}

/** A line for each floor that was not reached. */
export function belowFloors(floors: readonly Floor[], scores: readonly DocumentScore[]): string[] {
  return floors.flatMap(({ tag, metric, least }) => {
    const reached = meansOf(scores.filter(({ tags }) => tag === null || tags.includes(tag)))[metric];
    if (reached !== null && reached >= least) return [];
    const name = tag === null ? metric : `${metric} of ${tag}`;
    return [`${name} is ${reached === null ? "not known" : reached.toFixed(4)}, below ${least}`];
  });
}
