/** Text lines of a part of a page: words on one baseline, and the phrases that wide gaps part them into. */
import type { Word } from "../word.ts";
import { mainBases } from "./main-base.ts";

/** Words of a line that stand as near to each other as words of a sentence do: what one cell holds of a line, as far as gaps tell. */
export interface Phrase {
  readonly left: number;
  readonly right: number;
  readonly words: readonly Word[];
}

export interface TextLine {
  readonly base: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  /** Of its largest words. */
  readonly size: number;
  /** From left to right. */
  readonly words: readonly Word[];
  readonly phrases: readonly Phrase[];
}

/** Baselines this near are one line's, raised and lowered words with it, in ems of the larger word. */
const SAME_LINE_EMS = 0.36;
/** Raised words are smaller by this factor, stand this far up, and this near to what they follow. */
const SMALL_FACTOR = 0.8;
const RAISED_EMS = 0.65;
const RAISED_LINES = 3;
const FOLLOWS_EMS = 0.5;
/** A gap between phrases is wider than the spaces of its line by this factor, where the line has words enough to tell. */
const WIDER_FACTOR = 1.6;
const JUSTIFIED_WORDS = 5;
const WIDEST_SPACE_EMS = 1;
/** Capital letters reach this far above the baseline, descenders below it. */
const ASCENT_EMS = 0.75;
const DESCENT_EMS = 0.22;

/** The words as lines from top to bottom. A phrase ends at a gap wider than `gapEms`. */
export function textLines(words: readonly Word[], gapEms: number): TextLine[] {
  return joinRaised(linesOn(words, gapEms, mainBases(words)), gapEms);
}

/** Likewise, but raised and lowered words may be lines of their own: for a first look at a whole page. */
export function roughLines(words: readonly Word[], gapEms: number): TextLine[] {
  return linesOn(words, gapEms, new Map());
}

function linesOn(words: readonly Word[], gapEms: number, bases: ReadonlyMap<Word, number>): TextLine[] {
  const baseOf = bases.size === 0 ? (word: Word) => word.base : (word: Word) => bases.get(word) ?? word.base;
  const inOrder = words.every((word, at) => at === 0 || baseOf(words[at - 1] ?? word) <= baseOf(word));
  const sorted = inOrder ? words : words.toSorted((a, b) => baseOf(a) - baseOf(b));
  const lines: TextLine[] = [];
  let open: Word[] = [];
  let base = 0;
  let size = 0;
  for (const word of sorted) {
    if (open.length > 0 && baseOf(word) - base > SAME_LINE_EMS * Math.max(size, word.size)) {
      lines.push(lineOf(open, gapEms));
      open = [];
    }
    if (open.length === 0 || word.size > size) {
      base = baseOf(word);
      size = word.size;
    }
    open.push(word);
  }
  if (open.length > 0) lines.push(lineOf(open, gapEms));
  return lines;
}

/** Joins lines of small words that each follow a word of a line just below: exponents and marks of notes, raised far. */
function joinRaised(lines: readonly TextLine[], gapEms: number): TextLine[] {
  const raised = new Map<number, Word[]>();
  const gone = new Set<number>();
  for (const [at, small] of lines.entries()) {
    for (let below = at + 1; below <= at + RAISED_LINES && below < lines.length; below++) {
      const line = lines[below];
      if (line === undefined || !isRaised(small, line)) continue;
      raised.set(below, [...(raised.get(below) ?? []), ...small.words]);
      gone.add(at);
      break;
    }
  }
  if (gone.size === 0) return [...lines];
  return lines.flatMap((line, at) => {
    if (gone.has(at)) return [];
    const more = raised.get(at);
    return more === undefined ? [line] : [lineOf([...line.words, ...more], gapEms)];
  });
}

function isRaised(small: TextLine, line: TextLine): boolean {
  if (small.size > SMALL_FACTOR * line.size || line.base - small.base > RAISED_EMS * line.size) return false;
  if (small.words.length > line.words.length) return false;
  let next = 0;
  return small.words.every((word) => {
    while ((line.words[next + 1]?.left ?? Number.POSITIVE_INFINITY) < word.left) next += 1;
    const distance = word.left - (line.words[next]?.right ?? Number.NEGATIVE_INFINITY);
    return Math.abs(distance) < FOLLOWS_EMS * line.size;
  });
}

function lineOf(words: Word[], gapEms: number): TextLine {
  words.sort((a, b) => a.left - b.left);
  const size = words.reduce((most, word) => Math.max(most, word.size), 0);
  const main = words.find((word) => word.size === size) ?? words[0];
  const base = main?.base ?? 0;
  return {
    base,
    top: base - ASCENT_EMS * size,
    bottom: base + DESCENT_EMS * size,
    left: words[0]?.left ?? 0,
    right: words.reduce((most, word) => Math.max(most, word.right), Number.NEGATIVE_INFINITY),
    size,
    words,
    phrases: phrasesOf(words, gapEms),
  };
}

/** The usual space of a line whose spaces are mostly narrower than `gapEms`: justified lines have wide ones. */
function spaceEms(words: readonly Word[], gapEms: number): number {
  if (words.length < JUSTIFIED_WORDS || gapEms >= WIDEST_SPACE_EMS) return 0;
  const gaps: number[] = [];
  for (let at = 1; at < words.length; at++) {
    const size = Math.max(words[at]?.size ?? 0, words[at - 1]?.size ?? 0, 0.01);
    gaps.push(((words[at]?.left ?? 0) - (words[at - 1]?.right ?? 0)) / size);
  }
  const median = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
  return median < gapEms ? median : 0;
}

/** Words from left to right as phrases. */
export function phrasesOf(words: readonly Word[], leastGapEms: number): Phrase[] {
  const phrases: Phrase[] = [];
  const gapEms = Math.max(leastGapEms, WIDER_FACTOR * spaceEms(words, leastGapEms));
  let from = 0;
  let right = words[0]?.right ?? 0;
  for (let at = 1; at <= words.length; at++) {
    const word = words[at];
    const size = Math.max(word?.size ?? 0, words[at - 1]?.size ?? 0);
    if (word !== undefined && word.left - right <= gapEms * size) {
      right = Math.max(right, word.right);
      continue;
    }
    const part = words.slice(from, at);
    phrases.push({ left: part[0]?.left ?? 0, right, words: part });
    from = at;
    right = word?.right ?? 0;
  }
  return phrases;
}
