/** What stands in columns and is no table: lists, listings of code, tables of contents, authors, running text. */
import type { Word } from "../word.ts";
import { isCaption } from "./caption.ts";
import type { FoundCell, FoundTable } from "./found-table.ts";
import { isValue } from "./placed-line.ts";

/** What speaks for a table beside its content. */
export interface Evidence {
  /** Rules around it and below its head. */
  readonly headed: boolean;
  /** A line like "Table 2" stands above or below. */
  readonly captioned: boolean;
  /** Rows of dots lead from its words to its numbers. */
  readonly leaders: boolean;
}

/** Of the cells beside the first column, this share are numbers, unless a caption says that it is a table. */
const VALUES_SHARE = 0.5;
const CAPTIONED_VALUES_SHARE = 0.2;
/** Two columns need more. */
const PAIR_VALUES_SHARE = 0.7;
const PAIR_ROWS = 4;
const LEAST_ROWS = 4;
const CAPTIONED_ROWS = 3;
/** Longer cells, in words on average over a column, are sentences. */
const MOST_WORDS = 8;
const CAPTIONED_WORDS = 12;
/** Of all cells, this share is filled. */
const FILLED_SHARE = 0.4;
/** A column counts when this share of its numbers follow the ones above. */
const COUNTS_SHARE = 0.7;
const COUNTS_ROWS = 3;
const MONOSPACE_SHARE = 0.7;
const CODE_VALUES_SHARE = 0.3;
const BULLET = /^[•·▪◦‣●○■□◆➢✓*+-]$/;
const LIST_MARK = /^(?:[•·▪◦‣–—*-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|\[\d{1,3}\])$/i;

/** Whether an open table reads as one. */
export function looksLikeTable(table: FoundTable, evidence: Evidence): boolean {
  const filled = table.cells.filter(({ words }) => words.length > 0);
  const body = filled.filter(({ row }) => row >= table.headerRows);
  if (isNumbered(table, body) || isCode(table, body, evidence) || isContents(table, body, evidence)) return false;
  if (table.columns < 4 && (isList(body, 0, BULLET) || isList(body, table.columns - 1, BULLET))) return false;
  if (namesColumns(filled, table.headerRows, evidence)) return true;
  if (filled.length < FILLED_SHARE * table.cells.length || filled.some((cell) => isCaption(cell.words))) return false;
  if (isList(body, 0, LIST_MARK) || isList(body, table.columns - 1, LIST_MARK)) return false;
  if (hasSentences(body, table.columns, evidence.captioned ? CAPTIONED_WORDS : MOST_WORDS)) return false;
  const values = shareOfNumbers(body.filter(({ column }) => column > 0));
  const { captioned } = evidence;
  if (table.columns === 2)
    return table.rows >= PAIR_ROWS && values >= (captioned ? CAPTIONED_VALUES_SHARE : PAIR_VALUES_SHARE);
  return (
    table.rows >= (captioned ? CAPTIONED_ROWS : LEAST_ROWS) &&
    values >= (captioned ? CAPTIONED_VALUES_SHARE : VALUES_SHARE)
  );
}

/** Whether a head that is ruled off names more than one column: a lone label above a rule, as forms have it, is no head. */
function namesColumns(filled: readonly FoundCell[], headerRows: number, { headed }: Evidence): boolean {
  return headed && new Set(filled.filter(({ row }) => row < headerRows).map(({ column }) => column)).size > 1;
}

/** Lines with numbers before them: steps, listings. A register with a head over both columns is a table. */
function isNumbered({ cells, columns, headerRows }: FoundTable, body: readonly FoundCell[]): boolean {
  const head = cells.filter(({ row, words }) => row < headerRows && words.length > 0);
  const bothNamed = new Set(head.map(({ column }) => column)).size > 1;
  return columns === 2 && !bothNamed && counts(body, 0, 1);
}

/** Text of one letter width that holds few numbers, or has its lines numbered. */
function isCode({ columns }: FoundTable, body: readonly FoundCell[], { headed }: Evidence): boolean {
  const words = body.flatMap((cell) => cell.words);
  const monospace = words.filter(({ style }) => style.monospace).length;
  if (monospace < MONOSPACE_SHARE * words.length) return false;
  if (counts(body, 0, 1)) return true;
  return !headed && columns < 4 && shareOfNumbers(body.filter(({ column }) => column > 0)) < CODE_VALUES_SHARE;
}

/** Titles and the pages that they stand on. */
function isContents(
  { cells, columns, headerRows }: FoundTable,
  body: readonly FoundCell[],
  { leaders }: Evidence,
): boolean {
  const named = cells.some(
    ({ row, column, words }) => row < headerRows && column === columns - 1 && words.length > 0 && !isValue(words),
  );
  return columns < 4 && (leaders || !named) && counts(body, columns - 1, Number.POSITIVE_INFINITY);
}

/** Whether the numbers of a column rise, each by `step` at most. */
function counts(body: readonly FoundCell[], column: number, step: number): boolean {
  const numbers: number[] = [];
  const cells = body.filter((cell) => cell.column === column);
  for (const { words } of cells) {
    const last = lineNumber(words);
    if (last !== undefined) numbers.push(last);
  }
  if (numbers.length < COUNTS_ROWS || numbers.length < COUNTS_SHARE * cells.length) return false;
  let steps = 0;
  for (let at = 1; at < numbers.length; at++) {
    const by = (numbers[at] ?? 0) - (numbers[at - 1] ?? 0);
    if (by >= (step === 1 ? 1 : 0) && by <= Math.max(step, step === 1 ? 3 : step)) steps += 1;
  }
  return steps >= COUNTS_SHARE * (numbers.length - 1);
}

function lineNumber(words: readonly Word[]): number | undefined {
  const text = words.at(-1)?.text ?? "";
  return words.every((word) => /^\d{1,4}[.:)]?$/.test(word.text)) ? Number.parseInt(text, 10) : undefined;
}

function hasSentences(body: readonly FoundCell[], columns: number, most: number): boolean {
  const counted = Array.from({ length: columns }, () => ({ cells: 0, words: 0 }));
  for (const { column, words } of body) {
    const count = counted[column];
    if (count === undefined) continue;
    count.cells += 1;
    count.words += words.length;
  }
  return counted.some(({ cells, words }) => words > most * cells);
}

function shareOfNumbers(cells: readonly FoundCell[]): number {
  return cells.length === 0 ? 0 : cells.filter(({ words }) => isNumber(words)).length / cells.length;
}

/** Values with a digit, or a dash that stands for one. */
function isNumber(words: readonly Word[]): boolean {
  if (!isValue(words)) return false;
  return words.some(({ text }) => /\d/.test(text)) || (words.length === 1 && /^[-–—−]+$/.test(words[0]?.text ?? ""));
}

/** Whether a column holds marks of list items. */
function isList(body: readonly FoundCell[], column: number, mark: RegExp): boolean {
  const cells = body.filter((cell) => cell.column === column);
  const marks = cells.filter(
    ({ words }) => words.length > 0 && words.length < 3 && words.every(({ text }) => mark.test(text)),
  );
  return marks.length * 2 > cells.length;
}
