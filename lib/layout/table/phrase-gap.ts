/** How wide a gap parts the phrases of a line: learnt from the spaces between words that read on. */
import type { Word } from "../word.ts";

/** The least that parts phrases; more where spaces are wide: so many times as wide as they, and where letters all have one width. */
const LEAST_EMS = 0.45;
const SPACE_FACTOR = 1.4;
const MONOSPACE_EMS = 0.9;
/** Spaces that are looked at lie between these, in ems; fewer than so many tell nothing. */
const NARROWEST_EMS = 0.1;
const WIDEST_EMS = 0.7;
const LEAST_SPACES = 6;
const SAME_BASE_EMS = 0.1;

/** In ems, for the words of one part of a page. */
export function phraseGapEms(words: readonly Word[]): number {
  const spaces: number[] = [];
  let monospace = 0;
  const stream = words.toSorted((a, b) => a.at - b.at);
  for (const [at, word] of stream.entries()) {
    if (word.style.monospace) monospace += 1;
    const before = stream[at - 1];
    if (before === undefined || Math.abs(word.base - before.base) > SAME_BASE_EMS * word.size) continue;
    const gap = (word.left - before.right) / word.size;
    if (gap > NARROWEST_EMS && gap < WIDEST_EMS && isLetters(word.text) && isLetters(before.text)) spaces.push(gap);
  }
  const least = monospace * 2 > words.length ? MONOSPACE_EMS : LEAST_EMS;
  if (spaces.length < LEAST_SPACES) return least;
  // Justified lines have wider spaces than the others: a low one is the usual one.
  const usual = spaces.sort((a, b) => a - b)[spaces.length >> 2] ?? 0;
  return Math.max(least, SPACE_FACTOR * usual);
}

function isLetters(text: string): boolean {
  return /^[\p{L}(]/u.test(text);
}
