/** The tables of a quality run, as lines of text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { QualityRun } from "./run-shares.ts";
import { costsOf, type DocumentScore, METRICS, type Means, meansOf, overallOf } from "./scores.ts";

const NAME_WIDTH = 40;
const COLUMN_WIDTH = 8;
const LOST_RECALL = 0.5;

const figures = Object.fromEntries(METRICS.map((metric) => [metric, z.number().nullable()]));
const peersSchema = z.object({
  source: z.string(),
  engines: z.array(z.looseObject({ name: z.string(), overall: z.number(), ...figures })),
});

export function cell(value: number | null | undefined, digits = 3): string {
  return (value === null || value === undefined ? "–" : value.toFixed(digits)).padStart(COLUMN_WIDTH);
}

export function heading(name: string, ...more: readonly string[]): string {
  const columns = ["overall", ...METRICS, ...more].map((title) => title.padStart(COLUMN_WIDTH));
  return `${name.padEnd(NAME_WIDTH)}${columns.join("")}`;
}

function line(name: string, of: Readonly<Record<string, unknown>>, ...more: readonly string[]): string {
  const columns = ["overall", ...METRICS].map((key) => cell(z.number().nullish().parse(of[key])));
  return `${name.slice(0, NAME_WIDTH - 1).padEnd(NAME_WIDTH)}${columns.join("")}${more.join("")}`;
}

function means(name: string, { documents, ...of }: Means): string {
  return line(`${name} (${documents})`, of);
}

/** The whole run beside what other engines reached on the same documents. */
export function overallTable(name: string, scores: readonly DocumentScore[]): string[] {
  const file = join(import.meta.dirname, "../peers/quality.json");
  const peers = peersSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  return [heading("engine"), means(name, meansOf(scores)), ...peers.engines.map((peer) => line(peer.name, peer))];
}

/** One line for each group, or for each tag. */
export function tableBy(
  title: string,
  scores: readonly DocumentScore[],
  namesOf: (score: DocumentScore) => readonly string[],
): string[] {
  const names = [...new Set(scores.flatMap(namesOf))];
  const rows = names.map((name) => means(name, meansOf(scores.filter((each) => namesOf(each).includes(name)))));
  return [heading(title), ...rows];
}

/** `cost` is what the document takes from the overall score of the run, in thousandths. */
export function worstTable(scores: readonly DocumentScore[], count: number): string[] {
  const costs = costsOf(scores);
  const costOf = ({ id }: DocumentScore) => (costs.get(id) ?? 0) * 1000;
  const worst = scores.toSorted((a, b) => overallOf(a) - overallOf(b) || costOf(b) - costOf(a)).slice(0, count);
  const rows = worst.map((each) => line(each.id, { ...each, overall: overallOf(each) }, cell(costOf(each), 1)));
  return [heading(`the worst ${worst.length}`, "cost"), ...rows];
}

/** Documents that could not be converted, that came out empty, or of which less than half is found again. */
export function lostTexts({ scores, conversions }: QualityRun): string[] {
  return conversions.flatMap(({ id, error, characters }) => {
    if (error !== null) return [`${id}: ${error}`];
    if (characters === 0) return [`${id}: empty`];
    const recall = scores.find((each) => each.id === id)?.recall ?? null;
    return recall !== null && recall < LOST_RECALL ? [`${id}: recall ${recall.toFixed(3)}`] : [];
  });
}

export function costLine({ scores, conversions, peakMb }: QualityRun): string {
  const pages = scores.reduce((sum, each) => sum + each.pages, 0);
  const seconds = conversions.reduce((sum, { cpu_ms }) => sum + cpu_ms, 0) / 1000;
  const speed = `${pages} pages in ${seconds.toFixed(1)} CPU seconds, ${(pages / seconds).toFixed(0)} pages per CPU second`;
  return `${speed}; at most ${peakMb.toFixed(0)} MB in a process`;
}
