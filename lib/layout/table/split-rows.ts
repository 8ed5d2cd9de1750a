/** Rows that no line parts, inside of a band of a ruled table: values that stand above values. */
import type { Word } from "../word.ts";
import { cellsOf, columnsOf, type Grid, indexAt, type RowLine, rowsOf, withRowLines } from "./grid.ts";
import { isValue, type PlacedLine, placeLine } from "./placed-line.ts";
import { type ColumnExtent, groupRows } from "./rows.ts";
import { textLines } from "./text-line.ts";

const GAP_EMS = 1;
/** Of the steps from one line of a band to the next, this share must lead from values to values. */
const VALUES_SHARE = 0.5;
/** A band this high, as a share of the table, with at least so many lines holds all of the rows. */
const MOST_SHARE = 0.6;
const MOST_LINES = 4;
/** Rows that are added to one table. */
const MOST_NEW_LINES = 400;

/** The grid with lines between the rows of its bands. */
export function splitRows(grid: Grid, words: readonly Word[]): Grid {
  const { xs } = grid;
  const columns: ColumnExtent[] = xs.slice(1).map((right, at) => ({ left: xs[at] ?? 0, right }));
  const spanned = spannedColumns(grid);
  const bands = wordsByRow(grid, words);
  const lines: RowLine[] = [];
  for (let row = 0; row < rowsOf(grid) && lines.length < MOST_NEW_LINES; row++) {
    const free = columns.map((_, column) => !spanned.has(row * columnsOf(grid) + column));
    if (free.filter(Boolean).length < 2) continue;
    const placed = linesOfBand(grid, bands[row] ?? [], free);
    if (placed.length < 2 || !holdsRows(placed, grid, row)) continue;
    const [top, bottom] = [grid.ys[row] ?? 0, grid.ys[row + 1] ?? 0];
    const breaks = new Set(breaksOf(placed, columns).filter((y) => y > top && y < bottom));
    for (const y of [...breaks].sort((a, b) => a - b)) lines.push({ y, parts: (column) => free[column] === true });
  }
  return lines.length === 0 ? grid : withRowLines(grid, lines);
}

function wordsByRow(grid: Grid, words: readonly Word[]): Word[][] {
  const bands: Word[][] = Array.from({ length: rowsOf(grid) }, () => []);
  for (const word of words) bands[indexAt(grid.ys, word.base - 0.33 * word.size)]?.push(word);
  return bands;
}

/** Elementary cells of cells over several rows. */
function spannedColumns(grid: Grid): Set<number> {
  const spanned = new Set<number>();
  for (const { row, column, rowSpan, columnSpan } of cellsOf(grid)) {
    if (rowSpan < 2) continue;
    for (let y = row; y < row + rowSpan; y++)
      for (let x = column; x < column + columnSpan; x++) spanned.add(y * columnsOf(grid) + x);
  }
  return spanned;
}

function linesOfBand({ xs }: Grid, words: readonly Word[], free: readonly boolean[]): PlacedLine[] {
  const parts = xs.slice(1, -1).map((x) => ({ left: x, right: x }));
  return textLines(words, GAP_EMS)
    .map((line) => placeLine(line, parts))
    .map(({ line, pieces }) => ({ line, pieces: pieces.filter(({ from }) => free[from] === true) }))
    .filter(({ pieces }) => pieces.length > 0);
}

function holdsRows(lines: readonly PlacedLine[], { ys }: Grid, row: number): boolean {
  // Years and units in a head stand above each other, too.
  if (row === 0 && lines.length < MOST_LINES) return false;
  const values = lines.slice(1).filter((line, at) => valuesAbove(lines[at], line)).length;
  if (values >= 1 && values >= VALUES_SHARE * (lines.length - 1)) return true;
  if (firstColumnBreaks(lines) || lines.filter(isRowOfValues).length > 1) return true;
  const height = (ys[row + 1] ?? 0) - (ys[row] ?? 0);
  const all = (ys.at(-1) ?? 0) - (ys[0] ?? 0);
  const inCells = lines.filter(({ pieces }) => pieces.length > 1).length;
  return height >= MOST_SHARE * all && lines.length >= MOST_LINES && inCells >= MOST_SHARE * lines.length;
}

function isRowOfValues({ pieces }: PlacedLine): boolean {
  return pieces.filter(({ from, words }) => from > 0 && isValue(words)).length > 1;
}

/** Whether the first column's text has breaks beside which the others go on: each of its parts begins a row. */
function firstColumnBreaks(lines: readonly PlacedLine[]): boolean {
  const first = lines.findIndex(({ pieces }) => pieces[0]?.from === 0);
  let breaks = 0;
  for (let at = Math.max(1, first + 2); at < lines.length; at++) {
    if (lines[at]?.pieces[0]?.from === 0 && lines[at - 1]?.pieces[0]?.from !== 0 && (lines[at]?.pieces.length ?? 0) > 1)
      breaks += 1;
  }
  return first >= 0 && breaks > 0;
}

function valuesAbove(above: PlacedLine | undefined, { pieces }: PlacedLine): boolean {
  return pieces.some(
    (piece) =>
      isValue(piece.words) && above?.pieces.some((other) => other.from === piece.from && isValue(other.words)) === true,
  );
}

function breaksOf(lines: readonly PlacedLine[], columns: readonly ColumnExtent[]): number[] {
  const rows = groupRows(lines, columns);
  return rows.slice(1).map((row, at) => ((rows[at]?.at(-1)?.line.bottom ?? 0) + (row[0]?.line.top ?? 0)) / 2);
}
