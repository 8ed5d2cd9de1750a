/** The baselines that raised and lowered words belong to: exponents, indices, marks of notes. */
import type { Word } from "../word.ts";

/** A word is raised or lowered when it is smaller than the one beside it by this factor … */
const SMALL_FACTOR = 0.82;
/** … stands this near to it, in ems of the larger … */
const BESIDE_EMS = 0.3;
/** … and this far above or below its baseline at most. */
const RAISED_EMS = 0.7;
const LOWERED_EMS = 0.4;
/** Words of one exponent share their baseline, up to this. */
const SAME_EMS = 0.15;

/** The baselines of small words that are part of a larger one; none for the others. Words that belong together follow each other in the content stream. */
export function mainBases(words: readonly Word[]): ReadonlyMap<Word, number> {
  const bases = new Map<Word, number>();
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const { size } of words) {
    least = Math.min(least, size);
    most = Math.max(most, size);
  }
  if (least > SMALL_FACTOR * most) return bases;
  const stream = words.toSorted((a, b) => a.at - b.at);
  for (let at = 1; at < stream.length; at++) {
    const before = stream[at - 1];
    const word = stream[at];
    if (before === undefined || word === undefined) continue;
    const main = bases.get(before);
    const distance = word.left - before.right;
    if (main !== undefined && goesOn(before, word, distance)) bases.set(word, main);
    else if (belongsTo(word, before, distance)) bases.set(word, main ?? before.base);
    else if (main === undefined && belongsTo(before, word, distance)) bases.set(before, word.base);
  }
  return bases;
}

/** Whether a word stands beside a raised or lowered one as its equal. */
function goesOn(before: Word, word: Word, distance: number): boolean {
  if (word.size > before.size / SMALL_FACTOR || Math.abs(distance) > BESIDE_EMS * before.size) return false;
  return Math.abs(word.base - before.base) < SAME_EMS * before.size;
}

function belongsTo(small: Word, word: Word, distance: number): boolean {
  if (small.size > SMALL_FACTOR * word.size || Math.abs(distance) > BESIDE_EMS * word.size) return false;
  const rise = word.base - small.base;
  return rise < RAISED_EMS * word.size && rise > -LOWERED_EMS * word.size;
}
