/** Lines of a table whose columns are known: which of their words stand in which column, and which phrases cross from one into the next. */
import type { Word } from "../word.ts";
import { indexAt } from "./grid.ts";
import type { OpenGap } from "./grow.ts";
import type { Phrase, TextLine } from "./text-line.ts";

/** Words of one line in the columns `from` to `to`, both inclusive. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly right: number;
  readonly words: readonly Word[];
}

export interface PlacedLine {
  readonly line: TextLine;
  /** From left to right; two never share a column. */
  readonly pieces: readonly Piece[];
}

/** A gap in a phrase is a column's when it is wider than the phrase's usual one by this factor, or than this many ems where there is no other. */
const WIDER_FACTOR = 1.35;
const WIDER_EMS = 0.4;
/** Less than this is no overlap with a column. */
const TOUCH_EMS = 0.2;

/** `gaps` are those between the columns, from left to right. */
export function placeLine(line: TextLine, gaps: readonly OpenGap[]): PlacedLine {
  const pieces: Piece[] = [];
  const parts = gaps.map(({ left, right }) => (left + right) / 2);
  for (const phrase of line.phrases) {
    for (const piece of only(phrase, gaps, line.size) ?? splitPhrase(phrase, parts, line.size)) {
      const last = pieces.at(-1);
      if (last === undefined || last.to < piece.from) pieces.push(piece);
      else pieces[pieces.length - 1] = pieceOf(last.from, Math.max(last.to, piece.to), [...last.words, ...piece.words]);
    }
  }
  return { line, pieces };
}

/** A phrase that reaches into gaps but not over them stands in one column. */
function only({ left, right, words }: Phrase, gaps: readonly OpenGap[], size: number): Piece[] | undefined {
  let column = 0;
  let found: number | undefined;
  for (; column <= gaps.length; column++) {
    const from = gaps[column - 1]?.right ?? Number.NEGATIVE_INFINITY;
    const to = gaps[column]?.left ?? Number.POSITIVE_INFINITY;
    if (from >= right) break;
    if (Math.min(right, to) - Math.max(left, from) < TOUCH_EMS * size) continue;
    if (found !== undefined) return undefined;
    found = column;
  }
  return found === undefined ? undefined : [pieceOf(found, found, words)];
}

function splitPhrase({ words }: Phrase, parts: readonly number[], size: number): Piece[] {
  const columns = words.map(({ left, right }) => indexAt(parts, (left + right) / 2) + 1);
  const first = columns[0] ?? 0;
  if (columns.at(-1) === first) return [pieceOf(first, first, words)];
  if (words.every((word, at) => isValue([word]) && (at === 0 || columns[at] !== columns[at - 1]))) {
    return words.map((word, at) => pieceOf(columns[at] ?? 0, columns[at] ?? 0, [word]));
  }
  const usual = usualGap(words);
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = 1; at <= words.length; at++) {
    if (at < words.length) {
      if (columns[at] === columns[at - 1]) continue;
      const gap = (words[at]?.left ?? 0) - (words[at - 1]?.right ?? 0);
      if (gap < (usual === undefined ? WIDER_EMS * size : WIDER_FACTOR * usual)) continue;
    }
    pieces.push(pieceOf(columns[from] ?? 0, columns[at - 1] ?? 0, words.slice(from, at)));
    from = at;
  }
  return pieces;
}

/** The median gap between the words; undefined where one gap is all there is. */
function usualGap(words: readonly Word[]): number | undefined {
  if (words.length < 3) return undefined;
  const gaps = words.slice(1).map(({ left }, at) => left - (words[at]?.right ?? 0));
  return Math.max(0, gaps.sort((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)] ?? 0);
}

export function pieceOf(from: number, to: number, words: readonly Word[]): Piece {
  const left = words.reduce((least, word) => Math.min(least, word.left), Number.POSITIVE_INFINITY);
  const right = words.reduce((most, word) => Math.max(most, word.right), Number.NEGATIVE_INFINITY);
  return { from, to: Math.max(from, to), left, right, words };
}

/** Mostly digits, as the values of a table are. */
export function isValue(words: readonly Word[]): boolean {
  let digits = 0;
  let letters = 0;
  for (const { text } of words) {
    for (const character of text.slice(0, 40)) {
      if (character >= "0" && character <= "9") digits += 1;
      else if (/\p{L}/u.test(character)) letters += 1;
    }
  }
  return digits > 0 ? digits >= letters : letters === 0;
}
