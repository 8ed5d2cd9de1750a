/** Regions of unruled tables: lines through which corridors run side by side. */
import type { Box } from "../../contracts/box.ts";
import type { Word } from "../word.ts";
import { captionOf, isCaption } from "./caption.ts";
import { columnGaps } from "./columns.ts";
import { type Corridor, corridorsOf } from "./corridors.ts";
import { type Phrase, roughLines, type TextLine } from "./text-line.ts";

export interface UnruledRegion {
  readonly box: Box;
  readonly words: readonly Word[];
  /** A line like "Table 2" stands above or below. */
  readonly captioned: boolean;
}

const GAP_EMS = 1;
/** Two corridors belong to one table when this share of the lines of both is the same. */
const COMMON_SHARE = 0.5;
/** Lines of a head that no corridor reaches; how far they may stand above it, in ems. */
const MOST_HEAD_LINES = 4;
const HEAD_EMS = 1.9;
const CAPTION_LINES = 4;
/** Prose has so many lines, of so many words each, is so wide, and has a margin so ragged at most, in ems. */
const PROSE_LINES = 3;
const PROSE_WORDS = 4;
const PROSE_EMS = 11;
const PROSE_RAGGED_EMS = 3;
const MOST_LINES = 3_000;
const MOST_CORRIDORS = 400;

/** The longest first; later ones may take in words of earlier ones. `words` are those that no other table has taken. */
export function unruledRegions(words: readonly Word[]): UnruledRegion[] {
  const lines = roughLines(words, GAP_EMS);
  if (lines.length > MOST_LINES || !mayHoldTables(lines)) return [];
  const corridors = corridorsOf(lines);
  if (corridors.length > MOST_CORRIDORS) return [];
  return groupsOf(corridors).flatMap((group) => regionOf(group, corridors, lines) ?? []);
}

/** A quick look: three lines near each other with several phrases. */
function mayHoldTables(lines: readonly TextLine[]): boolean {
  let count = 0;
  for (const { phrases } of lines) count += phrases.length > 1 ? 1 : 0;
  return count > 2;
}

/** Corridors through much the same lines, the longest first. */
function groupsOf(corridors: readonly Corridor[]): Corridor[][] {
  const groups: Corridor[][] = [];
  for (const corridor of corridors.toSorted((a, b) => b.lines - a.lines)) {
    const group = groups.find(([head]) => head !== undefined && commonShare(head, corridor) >= COMMON_SHARE);
    if (group === undefined) groups.push([corridor]);
    else group.push(corridor);
  }
  return groups;
}

function commonShare(a: Corridor, b: Corridor): number {
  const common = Math.min(a.last, b.last) - Math.max(a.first, b.first) + 1;
  return common / (Math.max(a.last, b.last) - Math.min(a.first, b.first) + 1);
}

function regionOf(
  group: readonly Corridor[],
  all: readonly Corridor[],
  lines: readonly TextLine[],
): UnruledRegion | undefined {
  const first = Math.min(...group.map((corridor) => corridor.first));
  const last = Math.max(...group.map((corridor) => corridor.last));
  const [from, to] = withoutProse(lines.slice(first, last + 1), sidesOf(group, all, first, last));
  if (!group.some((corridor) => corridor.left > from && corridor.right < to)) return undefined;
  const top = headOf(lines, first, from, to);
  const inside = lines
    .slice(top, last + 1)
    .flatMap((line) => line.words.filter((word) => word.left > from && word.right < to));
  return { box: boxOf(inside), words: inside, captioned: hasCaption(lines, top, last, from, to) };
}

/** How far a table reaches to both sides: longer corridors beside its own are the gutters of the page. */
function sidesOf(group: readonly Corridor[], all: readonly Corridor[], first: number, last: number): [number, number] {
  const left = Math.min(...group.map((corridor) => corridor.left));
  const right = Math.max(...group.map((corridor) => corridor.right));
  let [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const corridor of all) {
    if (group.includes(corridor) || corridor.first > first || corridor.last < last) continue;
    if (corridor.right <= left) from = Math.max(from, corridor.left);
    if (corridor.left >= right) to = Math.min(to, corridor.right);
  }
  return [from, to];
}

/** The sides without the columns of running text beside a table. */
function withoutProse(lines: readonly TextLine[], [from, to]: [number, number]): [number, number] {
  const phrases = lines.flatMap((line) => line.phrases.filter(({ left, right }) => left > from && right < to));
  const size = lines[0]?.size ?? 1;
  const gaps = columnGaps(lines, size).filter(({ left, right }) => left > from && right < to);
  const [firstGap, lastGap] = [gaps[0], gaps.at(-1)];
  if (firstGap === undefined || lastGap === undefined) return [from, to];
  const middle = (gap: { left: number; right: number }): number => (gap.left + gap.right) / 2;
  const left = phrases.filter((phrase) => phrase.right < middle(firstGap));
  const right = phrases.filter((phrase) => phrase.left > middle(lastGap));
  if (runsOn(left, size)) return withoutProse(lines, [middle(firstGap), to]);
  return runsOn(right, size) ? withoutProse(lines, [from, middle(lastGap)]) : [from, to];
}

/** Whether phrases that stand below each other fill their lines, as sentences do. */
function runsOn(phrases: readonly Phrase[], size: number): boolean {
  if (phrases.length < PROSE_LINES) return false;
  const left = Math.min(...phrases.map((phrase) => phrase.left));
  const right = Math.max(...phrases.map((phrase) => phrase.right));
  const words = phrases.reduce((sum, phrase) => sum + phrase.words.length, 0);
  const full = phrases.filter(
    (phrase) => phrase.right > right - PROSE_RAGGED_EMS * size && phrase.left < left + PROSE_RAGGED_EMS * size,
  );
  return right - left > PROSE_EMS * size && words >= PROSE_WORDS * phrases.length && full.length * 2 >= phrases.length;
}

/** The first line of the table's head: lines close above the corridors that are set in phrases, or stand inside. */
function headOf(lines: readonly TextLine[], first: number, from: number, to: number): number {
  let top = first;
  const table = lines[first];
  for (let at = first - 1; at >= 0 && first - at <= MOST_HEAD_LINES; at--) {
    const line = lines[at];
    const below = lines[top];
    if (line === undefined || below === undefined || table === undefined) break;
    if (below.base - line.base > HEAD_EMS * below.size) break;
    const phrases = line.phrases.filter(({ left, right }) => left > from && right < to);
    const inner = phrases.length === 1 && (phrases[0]?.left ?? 0) > table.left + 2 * line.size;
    if (isCaption(line.words) || (phrases.length < 2 && !inner)) break;
    top = at;
  }
  return top;
}

function hasCaption(lines: readonly TextLine[], top: number, last: number, from: number, to: number): boolean {
  const near = [
    ...lines.slice(Math.max(0, top - CAPTION_LINES), top),
    ...lines.slice(last + 1, last + 1 + CAPTION_LINES),
  ];
  return near.some(({ words }) => captionOf(words.filter((word) => word.left > from && word.right < to)) === "table");
}

function boxOf(words: readonly Word[]): Box {
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const word of words) {
    left = Math.min(left, word.left);
    right = Math.max(right, word.right);
    top = Math.min(top, word.base - word.size);
    bottom = Math.max(bottom, word.base + 0.3 * word.size);
  }
  return [left, top, right, bottom];
}
