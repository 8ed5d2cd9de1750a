/**
 * Regions between rules: tables whose only lines run across, above and below the head and at the end. Rules of the same extent that follow each other, with
 * what looks like rows between them, are one table's.
 */
import type { Box } from "../../contracts/box.ts";
import type { Word } from "../word.ts";
import type { Edge } from "./edge.ts";
import { gapEmsOf } from "./open-table.ts";
import { textLines } from "./text-line.ts";
import type { WordIndex } from "./word-index.ts";

export interface RuledRegion {
  readonly box: Box;
  readonly rules: readonly Edge[];
  readonly words: readonly Word[];
}

/** A shorter rule is no table's outer one, in points. */
const SHORTEST_POINTS = 50;
/** The ends of a table's rules lie this near to each other: in points, and as a share of the width. */
const END_POINTS = 5;
const END_SHARE = 0.04;
/** Text may reach this far beyond the rules, in points. */
const OVERHANG_POINTS = 4;
const MOST_RULES = 400;
/** Between two rules of a table no less than this share of several lines has a gap as between cells. */
const ROWS_SHARE = 0.35;

/** `rules` from top to bottom. */
export function ruledRegions(rules: readonly Edge[], index: WordIndex): RuledRegion[] {
  const long = rules.filter(({ from, to }) => to - from >= SHORTEST_POINTS);
  if (long.length < 2 || long.length > MOST_RULES) return [];
  const used = new Set<Edge>();
  const regions: RuledRegion[] = [];
  for (const [at, rule] of long.entries()) {
    if (used.has(rule)) continue;
    const chain = chainFrom(long, at, used, index);
    for (const link of chain) used.add(link);
    const last = chain.at(-1);
    if (chain.length < 2 || last === undefined) continue;
    const left = Math.min(...chain.map(({ from }) => from));
    const right = Math.max(...chain.map(({ to }) => to));
    const box: Box = [left, rule.at, right, last.at];
    const inner = rules.filter(
      ({ at: y, from, to }) => y >= rule.at - 1 && y <= last.at + 1 && to > left && from < right,
    );
    regions.push({
      box,
      rules: inner,
      words: index.inside([left - OVERHANG_POINTS, rule.at - 1, right + OVERHANG_POINTS, last.at + 1]),
    });
  }
  return regions;
}

/** The rule at `at` and those below it that go on with its table. */
function chainFrom(rules: readonly Edge[], at: number, used: ReadonlySet<Edge>, index: WordIndex): Edge[] {
  const first = rules[at];
  if (first === undefined) return [];
  const chain = [first];
  let last = first;
  for (const rule of rules.slice(at + 1)) {
    if (used.has(rule) || !sameExtent(first, rule)) continue;
    if (!holdsRows(last, rule, index)) break;
    chain.push(rule);
    last = rule;
  }
  return chain;
}

function sameExtent(a: Edge, b: Edge): boolean {
  const slack = Math.max(END_POINTS, END_SHARE * (a.to - a.from));
  return Math.abs(a.from - b.from) <= slack && Math.abs(a.to - b.to) <= slack;
}

/** Whether what stands between two rules can be rows of a table: some of it in cells, none of it a caption. */
function holdsRows(above: Edge, below: Edge, index: WordIndex): boolean {
  const left = Math.min(above.from, below.from);
  const right = Math.max(above.to, below.to);
  const words = index.inside([left - OVERHANG_POINTS, above.at, right + OVERHANG_POINTS, below.at]);
  if (words.length === 0) return below.at - above.at < 12;
  const lines = textLines(words, gapEmsOf(words));
  if (lines.some(({ words: [first, second] }) => isCaption(first, second))) return false;
  const inCells = lines.filter(({ phrases }) => phrases.length > 1).length;
  if (lines.length <= 2) return inCells > 0 || lines.length === 1;
  return inCells >= ROWS_SHARE * lines.length;
}

const CAPTION = /^(?:table|tab\.?|tabelle|tableau|tabla|tabella|exhibit|figure|fig\.?|abbildung)$/i;

/** A line that begins like "Table 2". */
export function isCaption(first: Word | undefined, second: Word | undefined): boolean {
  return (
    first !== undefined &&
    second !== undefined &&
    CAPTION.test(first.text) &&
    /^[A-Z]?[\dIVX]+(?:[.\-–]\d+)*[.:]?$/.test(second.text)
  );
}
