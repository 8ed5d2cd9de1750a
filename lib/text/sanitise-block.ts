/** A block whose texts are sanitised, its spans with them: they say afterwards, too, what the text says. */

import type { Cell, ResultBlock, Span } from "../contracts/result-block.ts";
import type { RemovedCounts, RemovedKind } from "../contracts/security-report.ts";
import { applyCuts, type Cut, countCuts, cutsOf, sanitise } from "./sanitise.ts";

/** Where blanks stand for a reason: they show how something is indented, or what is beside what. */
const WITH_BLANKS: ReadonlySet<ResultBlock["type"]> = new Set(["code", "table", "figure", "field", "annotation"]);

export type RemovedTally = Partial<Record<RemovedKind, number>>;

export function addRemoved(tally: RemovedTally, removed: RemovedCounts): void {
  for (const [kind, count] of Object.entries(removed) as [RemovedKind, number][]) {
    tally[kind] = (tally[kind] ?? 0) + count;
  }
}

/** The block itself when nothing had to go. Adds to `tally` what went. Addresses of links stay as the file gives them. */
export function sanitiseBlock<B extends ResultBlock>(block: B, tally: RemovedTally): B {
  const signs = sanitiseSigns(block, tally);
  if (block.type === "table") return { ...block, ...signs, ...sanitiseTable(block, tally) };
  const texts = sanitiseTexts(block, WITH_BLANKS.has(block.type), tally);
  return texts === undefined && signs === undefined ? block : { ...block, ...signs, ...texts };
}

interface Texts {
  readonly text: string;
  readonly spans: Span[];
}

function sanitiseTexts({ text, spans }: Texts, keepBlanks: boolean, tally: RemovedTally): Texts | undefined {
  const cuts = cutsOf(text, keepBlanks);
  if (cuts.length === 0) return;
  addRemoved(tally, countCuts(cuts));
  return { text: applyCuts(text, cuts), spans: cutSpans(spans, cuts) };
}

/** Each span without its share of the cuts; those of which nothing is left are gone. A cut that reaches over a span's end belongs to both. */
function cutSpans(spans: readonly Span[], cuts: readonly Cut[]): Span[] {
  const left: Span[] = [];
  let start = 0;
  let next = 0;
  for (const span of spans) {
    const end = start + span.text.length;
    const own: Cut[] = [];
    for (; next < cuts.length; next++) {
      const cut = cuts[next];
      if (cut === undefined || cut.at >= end) break;
      const from = Math.max(cut.at, start);
      own.push({
        ...cut,
        at: from - start,
        length: Math.min(cut.at + cut.length, end) - from,
        by: cut.at < start ? "" : cut.by,
      });
      if (cut.at + cut.length > end) break;
    }
    const text = own.length === 0 ? span.text : applyCuts(span.text, own);
    if (text !== "") left.push(own.length === 0 ? span : { ...span, text });
    start = end;
  }
  return left;
}

function sanitiseTable(
  { cells, rows }: Extract<ResultBlock, { type: "table" }>,
  tally: RemovedTally,
): { readonly cells?: Cell[]; readonly text?: string } {
  let changed = false;
  const clean = cells.map((cell) => {
    const texts = sanitiseTexts(cell, true, tally);
    changed ||= texts !== undefined;
    return texts === undefined ? cell : { ...cell, ...texts };
  });
  if (!changed) return {};
  const lines: string[][] = Array.from({ length: rows }, () => []);
  for (const { row, text } of clean) lines[row]?.push(text);
  return { cells: clean, text: lines.map((line) => line.join("\t")).join("\n") };
}

/** What a block says besides its text: markers, names and descriptions. */
function sanitiseSigns(block: ResultBlock, tally: RemovedTally): Record<string, string> | undefined {
  let signs: Record<string, string> | undefined;
  for (const name of ["marker", "mark", "name", "kind", "alt"] as const) {
    const sign = (block as Readonly<Record<string, unknown>>)[name];
    if (typeof sign !== "string") continue;
    const { text, removed } = sanitise(sign, true);
    if (text === sign) continue;
    addRemoved(tally, removed);
    signs = { ...signs, [name]: text };
  }
  return signs;
}
