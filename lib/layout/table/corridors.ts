/**
 * Corridors: white space between phrases that runs on from line to line, as it does between the columns of a table that nothing is drawn around. (After the
 * text edges of Nurminen 2013 and the whitespace rivers of Breuel 2002, line by line.)
 */
import type { TextLine } from "./text-line.ts";

export interface Corridor {
  readonly left: number;
  readonly right: number;
  /** Indices of the first and the last line that have text on both sides. */
  readonly first: number;
  readonly last: number;
  /** How many lines have. */
  readonly lines: number;
}

/** A corridor may narrow to this, in ems. */
const NARROWEST_EMS = 0.6;
/** It ends where no line has text on both sides for so many lines, or ems. */
const SILENT_LINES = 4;
const SILENT_EMS = 5;
const LEAST_LINES = 3;
/** Followed at once; a line with more gaps is noise. */
const MOST_OPEN = 60;

interface Open {
  left: number;
  right: number;
  first: number;
  last: number;
  lines: number;
}

/** The corridors through lines that follow each other from top to bottom. */
export function corridorsOf(lines: readonly TextLine[]): Corridor[] {
  const done: Corridor[] = [];
  let open: Open[] = [];
  for (const [at, line] of lines.entries()) {
    const kept: Open[] = [];
    for (const corridor of open) {
      if (isSilent(corridor, at, line, lines) || !passes(corridor, line, at)) done.push(corridor);
      else kept.push(corridor);
    }
    open = kept;
    for (const [index, { left }] of line.phrases.entries()) {
      const before = line.phrases[index - 1];
      if (before === undefined || open.length >= MOST_OPEN) continue;
      const right = before.right;
      if (left - right < NARROWEST_EMS * line.size) continue;
      if (open.some((corridor) => corridor.left < left && corridor.right > right)) continue;
      open.push({ left: right, right: left, first: at, last: at, lines: 1 });
    }
  }
  return [...done, ...open].filter((corridor) => corridor.lines >= LEAST_LINES);
}

function isSilent(corridor: Open, at: number, line: TextLine, lines: readonly TextLine[]): boolean {
  const distance = line.base - (lines[corridor.last]?.base ?? line.base);
  return at - corridor.last > SILENT_LINES || distance > SILENT_EMS * line.size;
}

/** Narrows a corridor by a line; false when the line closes it. */
function passes(corridor: Open, { phrases, size }: TextLine, at: number): boolean {
  let { left, right } = corridor;
  for (const phrase of phrases) {
    if (phrase.right <= left || phrase.left >= right) continue;
    const toLeft = phrase.left < corridor.left || phrase.left - left < right - phrase.right;
    if (phrase.left < corridor.left && phrase.right > corridor.right) return false;
    if (toLeft) left = Math.max(left, phrase.right);
    else right = Math.min(right, phrase.left);
  }
  if (right - left < NARROWEST_EMS * size) return false;
  corridor.left = left;
  corridor.right = right;
  if (phrases.some((phrase) => phrase.right <= left) && phrases.some((phrase) => phrase.left >= right)) {
    corridor.last = at;
    corridor.lines += 1;
  }
  return true;
}
