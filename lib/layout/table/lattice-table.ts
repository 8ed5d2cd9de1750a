/** Ruled tables: the cells that a lattice draws, with the words inside of them, split on where the lattice leaves rows or columns to white space. */
import type { Box } from "../../contracts/box.ts";
import type { Word } from "../word.ts";
import { captionNear } from "./caption.ts";
import type { Edge } from "./edge.ts";
import type { FoundCell, FoundTable } from "./found-table.ts";
import { boxOfGrid, cellsOf, columnsOf, type Grid, type GridCell, gridOf, indexAt, rowsOf } from "./grid.ts";
import type { Lattice } from "./lattice.ts";
import { looksLikeTable } from "./looks-like-table.ts";
import { openTable } from "./open-table.ts";
import { splitRepeated } from "./split-repeated.ts";
import { splitRows } from "./split-rows.ts";
import { textLines } from "./text-line.ts";
import type { WordIndex } from "./word-index.ts";

/** A gap this wide inside of a drawn cell may part two cells, in ems. */
const CELL_GAP_EMS = 1;
/** A lattice in which this share of the lines has such gaps leaves its columns to white space. */
const OPEN_SHARE = 0.5;
const OPEN_LINES = 3;
/** A vertical edge parts columns when it runs along this share of the height. */
const SOLID_SHARE = 0.5;
/** A cell over several rows holds a text for each when so many of them have one, this near to the baseline of the text beside it, in ems. */
const ALIGNED_ROWS = 4;
const ALIGNED_SHARE = 0.6;
const ALIGNED_EMS = 0.15;
/** Cells without a word: a lattice with more is a chart or a form's empty boxes. */
const LEAST_FILLED_SHARE = 0.25;
const LEAST_FILLED = 3;
/** Of the borders that the lines of a grid could draw between its cells, this share is drawn. */
const REGULAR_SHARE = 0.5;
/** A border runs through a word when it leaves this much of it on both sides, in ems; it may do so in this share of the words. */
const CROSSED_EMS = 0.3;
const CROSSED_SHARE = 0.05;
/** A lattice drawn as fully as this, of so many cells, is a table, pictures or not. */
const CERTAIN_SHARE = 0.75;
const CERTAIN_CELLS = 12;

/** The table that a lattice draws, or the several that it is folded from; none when what it draws is none, and no part of one when it is a drawing. `isFigure` tells whether a box holds a figure. */
export function latticeTables(
  { box, edges }: Lattice,
  index: WordIndex,
  isFigure: (box: Box) => boolean,
): FoundTable[] | "drawing" {
  const drawn = gridOf(edges, box);
  if (drawn === undefined || drawn.right.length < 2) return [];
  const open = columnsOf(drawn) < 2 || rowsOf(drawn) < 2;
  const regular = open ? 0 : regularity(drawn);
  if ((regular < CERTAIN_SHARE || drawn.right.length < CERTAIN_CELLS) && isFigure(box)) return "drawing";
  const words = index.inside(box);
  if (countCrossed(drawn, words) > Math.max(1, CROSSED_SHARE * words.length)) return "drawing";
  if (open || leavesColumnsOpen(drawn, words)) {
    const solid = solidPlaces(drawn, edges.vertical, box);
    const table = openTable({ box, words, rules: edges.horizontal, solid });
    const evidence = { headed: table?.headed === true, captioned: captionNear(box, index), leaders: false };
    if (table !== undefined && looksLikeTable(table, evidence)) return splitRepeated(table, solid);
    if (open) return [];
  }
  const grid = splitRows(splitRowSpans(splitSpans(drawn, words), words), words);
  const cells = filledCells(grid, words);
  const filled = cells.filter((cell) => cell.words.length > 0).length;
  if (regular <= REGULAR_SHARE) return [];
  if (filled < LEAST_FILLED || filled < LEAST_FILLED_SHARE * cells.length) return [];
  const table = { box: boxOfGrid(grid), rows: rowsOf(grid), columns: columnsOf(grid), cells, headerRows: 1, drawn: [] };
  return [{ ...table, kind: "ruled" }];
}

/** How many words a drawn border runs through: a diagram's labels stand on its lines, a table's in its cells. */
function countCrossed(grid: Grid, words: readonly Word[]): number {
  const columns = columnsOf(grid);
  let crossed = 0;
  for (const { left, right, base, size } of words) {
    const inset = CROSSED_EMS * size;
    const row = indexAt(grid.ys, base - 0.33 * size);
    const first = indexAt(grid.xs, left + inset);
    const last = indexAt(grid.xs, right - inset);
    for (let column = first; column < last; column++) {
      if (column < 0 || row < 0 || grid.right[row * columns + column] !== 1) continue;
      crossed += 1;
      break;
    }
  }
  return crossed;
}

/** The share of a grid in which its lines are drawn: those of a diagram join here and there. */
function regularity(grid: Grid): number {
  const columns = columnsOf(grid);
  const rows = rowsOf(grid);
  let drawn = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      drawn += (column < columns - 1 ? (grid.right[at] ?? 0) : 0) + (row < rows - 1 ? (grid.below[at] ?? 0) : 0);
    }
  }
  return drawn / (rows * (columns - 1) + columns * (rows - 1));
}

function filledCells(grid: Grid, words: readonly Word[]): FoundCell[] {
  const byCell = wordsByCell(grid, words);
  return cellsOf(grid).map((cell): FoundCell => {
    const { xs, ys } = grid;
    return {
      ...cell,
      box: [
        xs[cell.column] ?? 0,
        ys[cell.row] ?? 0,
        xs[cell.column + cell.columnSpan] ?? 0,
        ys[cell.row + cell.rowSpan] ?? 0,
      ],
      words: textLines(wordsIn(cell, byCell, grid), CELL_GAP_EMS).flatMap((line) => line.words),
      header: cell.row === 0,
    };
  });
}

function solidPlaces({ xs }: Grid, vertical: readonly Edge[], [, top, , bottom]: Box): number[] {
  return xs.slice(1, -1).filter((x) => {
    let covered = 0;
    for (const { at, from, to } of vertical) covered += Math.abs(at - x) <= CELL_GAP_EMS * 3 ? to - from : 0;
    return covered >= SOLID_SHARE * (bottom - top);
  });
}

/** Whether most lines of a drawn column have wide gaps: it holds several. */
function leavesColumnsOpen(grid: Grid, words: readonly Word[]): boolean {
  const byCell = wordsByCell(grid, words);
  const strips = Array.from({ length: columnsOf(grid) }, () => ({ lines: 0, open: 0 }));
  for (const cell of cellsOf(grid)) {
    const strip = strips[cell.column];
    const inside = wordsIn(cell, byCell, grid);
    if (inside.length === 0 || strip === undefined) continue;
    for (const { phrases } of textLines(inside, CELL_GAP_EMS)) {
      strip.lines += 1;
      if (phrases.length > 1 && !fitsLines(phrases, grid, cell)) strip.open += 1;
    }
  }
  return strips.some(({ lines, open }) => open >= OPEN_LINES && open >= OPEN_SHARE * lines);
}

/** Whether the lines of the grid that run elsewhere already part the phrases of a cell. */
function fitsLines(phrases: readonly { left: number; right: number }[], { xs }: Grid, cell: GridCell): boolean {
  const columns = phrases.map(({ left, right }) => indexAt(xs, (left + right) / 2));
  return cell.columnSpan > 1 && columns.every((column, at) => at === 0 || column > (columns[at - 1] ?? 0));
}

/** Parts cells over several columns that hold several phrases, where the lines of other rows run between these. */
function splitSpans(grid: Grid, words: readonly Word[]): Grid {
  const byCell = wordsByCell(grid, words);
  const right = grid.right.slice();
  for (const cell of cellsOf(grid)) {
    if (cell.columnSpan < 2 || cell.rowSpan > 1) continue;
    const lines = textLines(wordsIn(cell, byCell, grid), CELL_GAP_EMS);
    if (!lines.some(({ phrases }) => phrases.length > 1)) continue;
    for (let column = cell.column; column < cell.column + cell.columnSpan - 1; column++) {
      const x = grid.xs[column + 1] ?? 0;
      const crossed = lines.some(({ phrases }) =>
        phrases.some((phrase) => phrase.left < x - 1 && phrase.right > x + 1),
      );
      if (!crossed) right[cell.row * columnsOf(grid) + column] = 1;
    }
  }
  return { ...grid, right };
}

/** Parts cells over several rows whose lines stand one in each row, on the baselines of what stands beside them. */
function splitRowSpans(grid: Grid, words: readonly Word[]): Grid {
  const byCell = wordsByCell(grid, words);
  const columns = columnsOf(grid);
  const below = grid.below.slice();
  for (const cell of cellsOf(grid)) {
    if (cell.rowSpan < ALIGNED_ROWS || cell.columnSpan > 1) continue;
    const lines = textLines(wordsIn(cell, byCell, grid), CELL_GAP_EMS);
    const rows = lines.map(({ base, size }) => indexAt(grid.ys, base - 0.33 * size));
    const apart = new Set(rows).size === rows.length && rows.length >= ALIGNED_SHARE * cell.rowSpan;
    const beside = [cell.column - 1, cell.column + 1].filter((column) => column >= 0 && column < columns);
    const aligned = lines.every(({ base, size }, at) =>
      beside.some((column) =>
        byCell[(rows[at] ?? 0) * columns + column]?.some((word) => Math.abs(word.base - base) < ALIGNED_EMS * size),
      ),
    );
    if (!apart || !aligned) continue;
    for (let row = cell.row; row < cell.row + cell.rowSpan - 1; row++) below[row * columns + cell.column] = 1;
  }
  return { ...grid, below };
}

/** The words of each elementary cell, row by row. */
function wordsByCell(grid: Grid, words: readonly Word[]): Word[][] {
  const cells: Word[][] = Array.from({ length: rowsOf(grid) * columnsOf(grid) }, () => []);
  for (const word of words) {
    const column = indexAt(grid.xs, (word.left + word.right) / 2);
    const row = indexAt(grid.ys, word.base - 0.33 * word.size);
    if (column >= 0 && row >= 0 && column < columnsOf(grid)) cells[row * columnsOf(grid) + column]?.push(word);
  }
  return cells;
}

function wordsIn(
  { row, column, rowSpan, columnSpan }: GridCell,
  byCell: readonly (readonly Word[])[],
  grid: Grid,
): Word[] {
  const inside: Word[] = [];
  for (let y = row; y < row + rowSpan; y++) {
    for (let x = column; x < column + columnSpan; x++) inside.push(...(byCell[y * columnsOf(grid) + x] ?? []));
  }
  return inside;
}
