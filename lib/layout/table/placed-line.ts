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
    for (const piece of splitPhrase(phrase, gaps, parts, line.size)) {
      const last = pieces.at(-1);
      if (last === undefined || last.to < piece.from) pieces.push(piece);
      else pieces[pieces.length - 1] = pieceOf(last.from, Math.max(last.to, piece.to), [...last.words, ...piece.words]);
    }
  }
  return { line, pieces };
}

/** The columns, first and last, that something reaches over; undefined for what stands in a gap. What reaches into gaps only touches no column. */
function reachOf(
  { left, right }: { left: number; right: number },
  gaps: readonly OpenGap[],
  size: number,
): [number, number] | undefined {
  let first: number | undefined;
  let last = 0;
  for (let column = 0; column <= gaps.length; column++) {
    const from = gaps[column - 1]?.right ?? Number.NEGATIVE_INFINITY;
    const to = gaps[column]?.left ?? Number.POSITIVE_INFINITY;
    if (from >= right) break;
    if (Math.min(right, to) - Math.max(left, from) < TOUCH_EMS * size) continue;
    first ??= column;
    last = column;
  }
  return first === undefined ? undefined : [first, last];
}

function splitPhrase(phrase: Phrase, gaps: readonly OpenGap[], parts: readonly number[], size: number): Piece[] {
  const { words } = phrase;
  const whole = reachOf(phrase, gaps, size);
  if (whole !== undefined && whole[0] === whole[1]) return [pieceOf(whole[0], whole[0], words)];
  const reaches = words.map((word): [number, number] => {
    const nearest = indexAt(parts, (word.left + word.right) / 2) + 1;
    return reachOf(word, gaps, size) ?? [nearest, nearest];
  });
  if (
    words.every((word, at) => isValue([word]) && (at === 0 || (reaches[at]?.[0] ?? 0) > (reaches[at - 1]?.[1] ?? 0)))
  ) {
    return words.map((word, at) => pieceOf(reaches[at]?.[0] ?? 0, reaches[at]?.[1] ?? 0, [word]));
  }
  const usual = usualGap(words);
  const least = usual === undefined ? WIDER_EMS * size : WIDER_FACTOR * usual;
  const pieces: Piece[] = [];
  let from = 0;
  for (let at = 1; at <= words.length; at++) {
    if (at < words.length) {
      if ((reaches[at]?.[0] ?? 0) <= (reaches[at - 1]?.[1] ?? 0)) continue;
      if ((words[at]?.left ?? 0) - (words[at - 1]?.right ?? 0) < least) continue;
    }
    pieces.push(pieceOf(reaches[from]?.[0] ?? 0, reaches[at - 1]?.[1] ?? 0, words.slice(from, at)));
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
