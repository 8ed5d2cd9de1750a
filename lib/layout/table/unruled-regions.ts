/** Regions of unruled tables: lines through which corridors run side by side. */
import type { Box } from "../../contracts/box.ts";
import type { Word } from "../word.ts";
import { captionOf, isCaption } from "./caption.ts";
import { type Corridor, corridorsOf } from "./corridors.ts";
import { type TextLine, textLines } from "./text-line.ts";

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
const MOST_LINES = 3_000;
const MOST_CORRIDORS = 400;

/** From top to bottom. `words` are those that no other table has taken. */
export function unruledRegions(words: readonly Word[]): UnruledRegion[] {
  const lines = textLines(words, GAP_EMS);
  if (lines.length > MOST_LINES || !mayHoldTables(lines)) return [];
  const corridors = corridorsOf(lines);
  if (corridors.length > MOST_CORRIDORS) return [];
  return groupsOf(corridors).map((group) => regionOf(group, corridors, lines));
}

/** A quick look: three lines near each other with several phrases. */
function mayHoldTables(lines: readonly TextLine[]): boolean {
  let count = 0;
  for (const { phrases } of lines) count += phrases.length > 1 ? 1 : 0;
  return count > 2;
}

/** Corridors through much the same lines. */
function groupsOf(corridors: readonly Corridor[]): Corridor[][] {
  const groups: Corridor[][] = [];
  for (const corridor of corridors.toSorted((a, b) => b.lines - a.lines)) {
    const group = groups.find(([head]) => head !== undefined && commonShare(head, corridor) >= COMMON_SHARE);
    if (group === undefined) groups.push([corridor]);
    else group.push(corridor);
  }
  return groups.sort((a, b) => (a[0]?.first ?? 0) - (b[0]?.first ?? 0));
}

function commonShare(a: Corridor, b: Corridor): number {
  const common = Math.min(a.last, b.last) - Math.max(a.first, b.first) + 1;
  return common / (Math.max(a.last, b.last) - Math.min(a.first, b.first) + 1);
}

function regionOf(group: readonly Corridor[], all: readonly Corridor[], lines: readonly TextLine[]): UnruledRegion {
  const first = Math.min(...group.map((corridor) => corridor.first));
  const last = Math.max(...group.map((corridor) => corridor.last));
  const left = Math.min(...group.map((corridor) => corridor.left));
  const right = Math.max(...group.map((corridor) => corridor.right));
  // Longer corridors beside the group are the gutters of the page.
  const gutters = all.filter(
    (corridor) => !group.includes(corridor) && corridor.first <= first && corridor.last >= last,
  );
  const from = gutters.reduce(
    (most, gutter) => (gutter.right <= left ? Math.max(most, gutter.left) : most),
    Number.NEGATIVE_INFINITY,
  );
  const to = gutters.reduce(
    (least, gutter) => (gutter.left >= right ? Math.min(least, gutter.right) : least),
    Number.POSITIVE_INFINITY,
  );
  const top = headOf(lines, first, from, to);
  const inside = lines
    .slice(top, last + 1)
    .flatMap((line) => line.words.filter((word) => word.left > from && word.right < to));
  return { box: boxOf(inside), words: inside, captioned: hasCaption(lines, top, last, from, to) };
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
