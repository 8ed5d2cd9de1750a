/**
 * Regions between rules: tables whose only lines run across, above and below the head and at the end. Rules of the same extent that follow each other, with
 * what looks like rows between them, are one table's.
 */
import type { Box } from "../../contracts/box.ts";
import type { Word } from "../word.ts";
import { isCaption } from "./caption.ts";
import { columnGaps } from "./columns.ts";
import type { Edge } from "./edge.ts";
import { countGrown, gapsOf } from "./grow.ts";
import { extentsOf } from "./open-table.ts";
import { phraseGapEms } from "./phrase-gap.ts";
import { isValue, placeLine } from "./placed-line.ts";
import { isProse } from "./prose.ts";
import { type TextLine, textLines } from "./text-line.ts";
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
/** More lines between two rules are more than a head. */
const MOST_HEAD_LINES = 4;
/** How far above the first rule a head is looked for, and how far apart its lines may stand, in ems. */
const HEAD_EMS = 6;
const PITCH_EMS = 1.9;
/** Between two rules of a table no less than this share of several lines has a gap as between cells. */
const ROWS_SHARE = 0.25;
const FEW_LINES = 4;
/** Lines that reach over this share of the width are sentences, not cells. */
const WIDE_SHARE = 0.8;
const WIDE_LINES = 3;
/** After so many rules little is asked of what follows. */
const CERTAIN_RULES = 3;
/** A line that begins this far inside, as a share of the width, goes on with a cell that is not the first one. */
const INDENT_SHARE = 0.15;

/** `rules` from top to bottom. The words of a region may be taken before the next is asked for; so may its rules, which
 * `isUsed` tells. */
export function* ruledRegions(
  rules: readonly Edge[],
  index: WordIndex,
  isUsed: (rule: Edge) => boolean,
): Generator<RuledRegion> {
  const long = rules.filter(({ from, to }) => to - from >= SHORTEST_POINTS);
  if (long.length < 2 || long.length > MOST_RULES) return;
  const used = new Set<Edge>();
  for (const [at, rule] of long.entries()) {
    if (used.has(rule) || isUsed(rule)) continue;
    const chain = chainFrom(long, at, used, index);
    for (const link of chain) used.add(link);
    const last = chain.at(-1);
    if (chain.length < 2 || last === undefined) continue;
    const left = Math.min(...chain.map(({ from }) => from));
    const right = Math.max(...chain.map(({ to }) => to));
    const box: Box = [left, rule.at, right, last.at];
    const words = index.inside([left - OVERHANG_POINTS, rule.at - 1, right + OVERHANG_POINTS, last.at + 1]);
    const next = long[long.indexOf(last) + 1]?.at ?? Number.POSITIVE_INFINITY;
    const more = chain.length === 2 ? goesOnBelow(box, words, next, index) : [];
    const bottom = more.reduce((most, word) => Math.max(most, word.base + 0.3 * word.size), last.at);
    const above = headAbove(box, words, index);
    const top = above.reduce((least, word) => Math.min(least, word.base - word.size), rule.at);
    const inner = rules.filter(({ at: y, from, to }) => y >= top - 1 && y <= last.at + 1 && to > left && from < right);
    yield { box: [left, top, right, bottom], rules: inner, words: [...above, ...words, ...more] };
  }
}

/** The rule at `at` and those below it that go on with its table. */
function chainFrom(rules: readonly Edge[], at: number, used: ReadonlySet<Edge>, index: WordIndex): Edge[] {
  const first = rules[at];
  if (first === undefined) return [];
  const chain = [first];
  let last = first;
  for (const rule of rules.slice(at + 1)) {
    if (used.has(rule) || !sameExtent(first, rule)) continue;
    if (!holdsRows(last, rule, index, chain.length >= CERTAIN_RULES)) break;
    chain.push(rule);
    last = rule;
  }
  return chain;
}

/** The words of the lines below a head that stands between two rules, where no rule ends the table. */
function goesOnBelow([left, , right, bottom]: Box, words: readonly Word[], limit: number, index: WordIndex): Word[] {
  const head = textLines(words, phraseGapEms(words));
  const widest = head.reduce<TextLine | undefined>(
    (most, line) => (line.phrases.length > (most?.phrases.length ?? 1) ? line : most),
    undefined,
  );
  if (widest === undefined || head.length > MOST_HEAD_LINES) return [];
  const lines = textLines(
    index.inside([left - OVERHANG_POINTS, bottom, right + OVERHANG_POINTS, limit]),
    phraseGapEms(words),
  );
  const count = countGrown(lines, bottom, gapsOf(widest), (line) => isCaption(line.words));
  return lines.slice(0, count).flatMap((line) => line.words);
}

/** The words of a head that stands on the first rule instead of below it: lines set over the columns of the values that follow. */
function headAbove([left, top, right]: Box, words: readonly Word[], index: WordIndex): Word[] {
  const lines = textLines(words, phraseGapEms(words));
  const [first] = lines;
  if (
    first === undefined ||
    first.phrases.length < 3 ||
    !first.phrases.slice(1).every((phrase) => isValue(phrase.words))
  )
    return [];
  const reach = HEAD_EMS * first.size;
  const above = textLines(
    index.inside([left - OVERHANG_POINTS, top - reach, right + OVERHANG_POINTS, top]),
    phraseGapEms(words),
  ).reverse();
  const head: TextLine[] = [];
  let base = top;
  for (const line of above) {
    const over = line.phrases.length > 1 || (head.length > 0 && line.left > left + INDENT_SHARE * (right - left));
    if (base - line.base > PITCH_EMS * line.size || isCaption(line.words) || !over) break;
    head.push(line);
    base = line.base;
  }
  return (head[0]?.phrases.length ?? 0) * 2 >= first.phrases.length ? head.flatMap((line) => line.words) : [];
}

function sameExtent(a: Edge, b: Edge): boolean {
  const slack = Math.max(END_POINTS, END_SHARE * (a.to - a.from));
  return Math.abs(a.from - b.from) <= slack && Math.abs(a.to - b.to) <= slack;
}

/** Whether what stands between two rules can be rows of a table: some of it in cells, none of it a caption. `certain`: the rules above part rows already. */
function holdsRows(above: Edge, below: Edge, index: WordIndex, certain: boolean): boolean {
  const left = Math.min(above.from, below.from);
  const right = Math.max(above.to, below.to);
  const words = index.inside([left - OVERHANG_POINTS, above.at, right + OVERHANG_POINTS, below.at]);
  if (words.length === 0) return below.at - above.at < 12;
  const lines = textLines(words, phraseGapEms(words));
  if (lines.some((line) => isCaption(line.words))) return false;
  if (lines.length > FEW_LINES && runsOn(lines)) return false;
  if (hasSentences(lines, WIDE_SHARE * (right - left))) return false;
  const inside = left + INDENT_SHARE * (right - left);
  const inCells = lines.filter((line) => line.phrases.length > 1 || line.left > inside).length;
  if (certain || lines.length <= FEW_LINES) return inCells > 0 || lines.length === 1;
  return inCells >= ROWS_SHARE * lines.length;
}

/** Whether so many lines in a row reach so far without a gap. */
function hasSentences(lines: readonly TextLine[], width: number): boolean {
  let count = 0;
  for (const { phrases, left, right } of lines) {
    count = phrases.length === 1 && right - left > width ? count + 1 : 0;
    if (count >= WIDE_LINES) return true;
  }
  return false;
}

/** Whether lines are running text in columns. */
function runsOn(lines: readonly TextLine[]): boolean {
  const gaps = columnGaps(lines, lines[0]?.size ?? 1);
  const placed = lines.map((line) => placeLine(line, gaps));
  return gaps.length > 0 && isProse(placed, extentsOf(lines, gaps), true);
}
