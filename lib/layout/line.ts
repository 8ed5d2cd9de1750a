/** A line, or the part of one that stands in one column: words on one baseline without a wide gap between them. */
import type { Word } from "./word.ts";

/** Coordinates are the frame's. The words stand in visual order, from left to right. */
export interface Line {
  readonly words: readonly Word[];
  readonly left: number;
  readonly right: number;
  /** Of the letters that most of the line is set in: raised and lowered words and an initial do not count. */
  readonly top: number;
  readonly bottom: number;
  readonly base: number;
  readonly size: number;
}

/** Puts words on one line. The word with most of the line's characters on its baseline gives base and size. */
export function makeLine(words: readonly Word[]): Line {
  const visual = inVisualOrder(words);
  const main = mainWord(visual);
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  for (const word of visual) {
    left = Math.min(left, word.left);
    right = Math.max(right, word.right);
  }
  return { words: visual, left, right, top: main.top, bottom: main.bottom, base: main.base, size: main.size };
}

/** From left to right. Words that stand so already, as most do, are not copied. */
export function inVisualOrder(words: readonly Word[]): readonly Word[] {
  for (let at = 1; at < words.length; at++) {
    const [a, b] = [words[at - 1], words[at]];
    if (a !== undefined && b !== undefined && comparePlaces(a, b) > 0) return [...words].sort(comparePlaces);
  }
  return words;
}

function comparePlaces(a: Word, b: Word): number {
  return a.left - b.left || a.at - b.at;
}

function mainWord(words: readonly Word[]): Word {
  const [first] = words;
  if (first === undefined) throw new RangeError("A line has words.");
  if (words.every(({ size, base }) => size === first.size && base === first.base)) return first;
  const weights = new Map<string, { weight: number; readonly word: Word }>();
  for (const word of words) {
    const key = `${Math.round(word.base)}|${Math.round(word.size * 2)}`;
    const entry = weights.get(key);
    if (entry === undefined) weights.set(key, { weight: word.text.length, word });
    else entry.weight += word.text.length;
  }
  return [...weights.values()].reduce((best, entry) => (entry.weight > best.weight ? entry : best)).word;
}

/** Lines of one row as one line. */
export function uniteLines(lines: readonly Line[]): Line {
  const [only] = lines;
  return only !== undefined && lines.length === 1 ? only : makeLine(lines.flatMap(({ words }) => words));
}
