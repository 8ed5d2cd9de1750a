/**
 * Columns by white space: the gaps that the lines of a table have in common (whitespace covers, Breuel 2002; text edges, Nurminen 2013; both for one
 * region whose lines are known). A line that crosses a gap, a long label or a heading over several columns, does not close it when others keep it open.
 */
import type { TextLine } from "./text-line.ts";

export interface ColumnGap {
  readonly left: number;
  readonly right: number;
  /** Lines with text on both sides of it. */
  readonly lines: number;
}

/** How narrow a gap may be that some lines leave, and that many lines leave, in ems. */
const FEW_GAP_EMS = 0.6;
const MANY_GAP_EMS = 0.3;
const MANY_LINES = 4;
/** A gap may be crossed by this share of the lines that stand on its less used side. */
const CROSSED_SHARE = 0.17;

/** A stretch along x in which the number of phrases that lie over each other is the same. */
interface Step {
  readonly left: number;
  readonly right: number;
  readonly covered: number;
}

/** The gaps between the columns of `lines`, from left to right. Lines of one phrase do not count: they may cross everything. */
export function columnGaps(lines: readonly TextLine[], size: number): ColumnGap[] {
  const rows = lines.filter(({ phrases }) => phrases.length > 1);
  if (rows.length === 0) return [];
  const narrowest = size * (rows.length < MANY_LINES ? FEW_GAP_EMS : MANY_GAP_EMS);
  const steps = stepsOf(rows);
  const found: [number, number][] = [];
  splitSteps(steps, 0, steps.length, 0, narrowest, found);
  return found
    .sort((a, b) => a[0] - b[0])
    .map(([from, to]) => {
      const left = steps[from]?.left ?? 0;
      const right = steps[to - 1]?.right ?? 0;
      return { left, right, lines: countBothSides(rows, (left + right) / 2) };
    });
}

function countBothSides(rows: readonly TextLine[], x: number): number {
  let lines = 0;
  for (const { left, right } of rows) lines += left < x && right > x ? 1 : 0;
  return lines;
}

function stepsOf(rows: readonly TextLine[]): Step[] {
  const events: [number, number][] = [];
  for (const { phrases } of rows)
    for (const { left, right } of phrases) if (right > left) events.push([left, 1], [right, -1]);
  events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const steps: Step[] = [];
  let covered = 0;
  for (let at = 0; at + 1 < events.length; at++) {
    covered += events[at]?.[1] ?? 0;
    const left = events[at]?.[0] ?? 0;
    const right = events[at + 1]?.[0] ?? 0;
    if (right > left) steps.push({ left, right, covered });
  }
  return steps;
}

/**
 * Splits the steps `from` to `to` where at most `level` phrases cover them, then each part at the next level, as long as the gap is crossed by few compared
 * with what stands on both of its sides. Appends the gaps, as ranges of steps.
 */
function splitSteps(
  steps: readonly Step[],
  from: number,
  to: number,
  level: number,
  narrowest: number,
  found: [number, number][],
): void {
  const peak = highest(steps, from, to);
  if (level > CROSSED_SHARE * peak) return;
  let start = from;
  for (const [low, high] of valleys(steps, from, to, level, narrowest)) {
    const need = level / CROSSED_SHARE;
    const left = highest(steps, start, low);
    const right = highest(steps, high, to);
    if (left < Math.max(1, need) || right < Math.max(1, need)) continue;
    found.push([low, high]);
    splitSteps(steps, start, low, level + 1, narrowest, found);
    start = high;
  }
  splitSteps(steps, start, to, level + 1, narrowest, found);
}

function highest(steps: readonly Step[], from: number, to: number): number {
  let most = 0;
  for (let at = from; at < to; at++) most = Math.max(most, steps[at]?.covered ?? 0);
  return most;
}

/** Ranges of neighbouring steps covered by at most `level` phrases, wide enough, that do not touch either end. */
function valleys(
  steps: readonly Step[],
  from: number,
  to: number,
  level: number,
  narrowest: number,
): [number, number][] {
  const out: [number, number][] = [];
  for (let at = from; at < to; at++) {
    if ((steps[at]?.covered ?? 0) > level) continue;
    let end = at + 1;
    while (end < to && (steps[end]?.covered ?? 0) <= level) end += 1;
    const wide = (steps[end - 1]?.right ?? 0) - (steps[at]?.left ?? 0);
    if (at > from && end < to && wide >= narrowest) out.push([at, end]);
    at = end;
  }
  return out;
}
