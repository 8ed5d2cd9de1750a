/** Growing a table line by line: as long as the gaps between its columns stay open. */
import type { TextLine } from "./text-line.ts";

export interface OpenGap {
  readonly left: number;
  readonly right: number;
}

/** A gap narrower than this has been closed, in ems. */
const NARROWEST_EMS = 0.4;
/** A line further away than this is no part of the table, in ems of its size, or as a factor of the distance of the lines before. */
const FAR_EMS = 2.6;
const FAR_FACTOR = 2.2;

/** The gaps between the phrases of a line. */
export function gapsOf({ phrases }: TextLine): OpenGap[] {
  return phrases.slice(1).map(({ left }, at) => ({ left: phrases[at]?.right ?? left, right: left }));
}

/**
 * What a line leaves of the gaps; undefined when it closes one of them. A line that has no text on one side of a gap leaves it as it is.
 */
export function narrowGaps(gaps: readonly OpenGap[], line: TextLine): OpenGap[] | undefined {
  const narrowed: OpenGap[] = [];
  for (const gap of gaps) {
    let { left, right } = gap;
    for (const phrase of line.phrases) {
      if (phrase.right <= left || phrase.left >= right) continue;
      if (phrase.left > left && phrase.right < right) {
        // Text in the middle of a gap: it belongs to the nearer side.
        if (phrase.left - left < right - phrase.right) left = phrase.right;
        else right = phrase.left;
      } else if (phrase.left <= left) left = phrase.right;
      else right = phrase.left;
    }
    if (right - left < NARROWEST_EMS * line.size) return undefined;
    narrowed.push({ left, right });
  }
  return narrowed;
}

/**
 * How many of `lines`, which follow a table's edge at `from` (downwards or upwards), go on with it. Lines of one phrase at the end do not count.
 */
export function countGrown(
  lines: readonly TextLine[],
  from: number,
  start: readonly OpenGap[],
  stops: (line: TextLine) => boolean,
): number {
  let gaps: readonly OpenGap[] = start;
  let last = from;
  let pitch = Number.POSITIVE_INFINITY;
  let count = 0;
  for (const [at, line] of lines.entries()) {
    const distance = Math.abs(line.base - last);
    if (distance > Math.max(FAR_EMS * line.size, FAR_FACTOR * Math.min(pitch, FAR_EMS * line.size)) || stops(line))
      break;
    const narrowed = narrowGaps(gaps, line);
    if (narrowed === undefined) break;
    gaps = narrowed;
    pitch = at === 0 ? pitch : Math.min(pitch, distance);
    last = line.base;
    if (line.phrases.length > 1) count = at + 1;
  }
  return count;
}
