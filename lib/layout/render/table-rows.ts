/** The rows of a table as a renderer writes them: cells from left to right, and the places that no cell takes. */
import type { BlockOf, Cell } from "../../contracts/result-block.ts";
import { textOf } from "../span-text.ts";
import { cleanSpans } from "./clean-spans.ts";

/** Wider tables, and those of more places, are cut off there: no page shows one. */
const MAX_COLUMNS = 2_000;
const MAX_PLACES = 2_000_000;

export interface TableRow {
  /** One entry for each place that a cell begins at (the cell) or that none takes (null). Places under a span have none. */
  readonly cells: readonly (Cell | null)[];
  /** Whether all that stands in the row is header cells. */
  readonly header: boolean;
}

/** Up to its last row that holds a cell. A cell that overlaps others is left out; one that reaches too far is cut at the table's edge. */
export function tableRows(table: BlockOf<"table">): TableRow[] {
  const columns = columnsOf(table);
  const byRow = new Map<number, Cell[]>();
  let rows = 0;
  for (const cell of table.cells) {
    if (cell.column >= columns || cell.row >= table.rows) continue;
    const row = byRow.get(cell.row);
    if (row === undefined) byRow.set(cell.row, [cell]);
    else row.push(cell);
    rows = Math.max(rows, cell.row + 1);
  }
  /** For each column the first row that is free again. */
  const freeFrom = new Array<number>(columns).fill(0);
  return Array.from({ length: Math.min(rows, Math.floor(MAX_PLACES / columns)) }, (_, row) =>
    layRow(byRow.get(row) ?? [], row, rows, freeFrom),
  );
}

export function columnsOf(table: BlockOf<"table">): number {
  return Math.min(table.columns, MAX_COLUMNS);
}

function layRow(cells: readonly Cell[], row: number, rows: number, freeFrom: number[]): TableRow {
  const at = new Map(cells.map((cell) => [cell.column, cell]));
  const laid: (Cell | null)[] = [];
  for (let column = 0; column < freeFrom.length; column++) {
    if ((freeFrom[column] ?? 0) > row) continue;
    const cell = at.get(column);
    if (cell === undefined) {
      laid.push(null);
      continue;
    }
    const width = freeWidth(freeFrom, cell, row);
    const height = Math.min(cell.row_span, rows - row);
    freeFrom.fill(row + height, column, column + width);
    const asIs = width === cell.column_span && height === cell.row_span;
    laid.push(asIs ? cell : { ...cell, column_span: width, row_span: height });
  }
  const present = laid.filter((cell) => cell !== null);
  return { cells: laid, header: present.length > 0 && present.every(({ header }) => header) };
}

/** How many columns the cell can take from its own on: a cell from above or the table's edge may be in its way. */
function freeWidth(freeFrom: readonly number[], { column, column_span }: Cell, row: number): number {
  let width = 1;
  while (width < column_span && column + width < freeFrom.length && (freeFrom[column + width] ?? 0) <= row) width++;
  return width;
}

/** The same rows with a place for every column: the text of a cell in its top left place, and nothing in the others. */
export function tableTexts(table: BlockOf<"table">): string[][] {
  const columns = columnsOf(table);
  return tableRows(table).map(({ cells }) => {
    const texts = new Array<string>(columns).fill("");
    for (const cell of cells) if (cell !== null) texts[cell.column] = textOf(cleanSpans(cell)).trim();
    return texts;
  });
}

/** Whether a cell spans rows or columns. */
export function hasSpans(table: BlockOf<"table">): boolean {
  return table.cells.some(({ row_span, column_span }) => row_span > 1 || column_span > 1);
}

/** How many rows at the table's head are its header. No cell of theirs reaches into the rows below. */
export function headerRows(rows: readonly TableRow[]): number {
  let count = rows.findIndex(({ header }) => !header);
  if (count === -1) count = rows.length;
  for (let row = count - 1; row >= 0; row--) {
    if (rows[row]?.cells.some((cell) => cell !== null && cell.row + cell.row_span > count)) count = row;
  }
  return count;
}
