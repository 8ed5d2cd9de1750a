/** Two headings one below the other, set in one size and as close as the lines of one: where the second begins. */
import type { Row } from "./row.ts";

/** A row counts as bold or italic when nearly all of it is. */
const WHOLLY = 0.93;
const HARDLY = 0.07;
const NUMBER = /^\d{1,2}(?:\.\d{1,2}){0,3}\.?[\s|]{1,4}\p{Lu}/u;
const DEEP_NUMBER = /^\d{1,2}(?:\.\d{1,2}){1,3}\.?[\s|]{1,4}\p{Lu}/u;

/**
 * Whether a bold row below bold ones is a heading of its own: the one before it left room for its first word, and is set in capitals or upright where
 * this one is not, or both are numbered. `far` is where the column ends.
 */
export function beginsHeading(rows: readonly Row[], row: Row, far: number): boolean {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || last.bold < WHOLLY * 0.9 || row.bold < WHOLLY * 0.9) return false;
  if (far - last.far <= row.firstWidth + 0.5 * row.line.size || /^[\p{Ll}(]/u.test(row.text)) return false;
  if (NUMBER.test(first.text) && DEEP_NUMBER.test(row.text)) return true;
  if (rows.every(({ text }) => isInCapitals(text)) && hasSmallLetters(row.text)) return true;
  return rows.every(({ italic }) => italic <= HARDLY) && row.italic >= WHOLLY;
}

function isInCapitals(text: string): boolean {
  const [upper, lower] = countLetters(text);
  return upper >= 4 && lower <= 0.1 * upper;
}

function hasSmallLetters(text: string): boolean {
  const [upper, lower] = countLetters(text);
  return lower >= 4 && lower > upper;
}

function countLetters(text: string): readonly [upper: number, lower: number] {
  const upper = text.match(/\p{Lu}/gu)?.length ?? 0;
  return [upper, text.match(/\p{Ll}/gu)?.length ?? 0];
}
