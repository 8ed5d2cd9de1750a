/** Rows of tables as tables of their own: what a chunk holds of a table, its header before it. */
import type { Box } from "../contracts/box.ts";
import type { BlockOf, Cell } from "../contracts/result-block.ts";

type Table = BlockOf<"table">;

/** A table whose cells are at hand row by row, so that cutting it into many parts takes no longer than cutting it into few. */
export interface RowTable {
  readonly table: Table;
  /** The cells that begin in each row. */
  readonly cells: readonly (readonly Cell[])[];
}

/** Rows `from` up to, and not including, `to`. */
export interface RowRange extends RowTable {
  readonly from: number;
  readonly to: number;
}

/** Cells below row `rows`, and what lies there, are left out. */
export function byRows(table: Table, rows: number): RowTable {
  const cells: Cell[][] = Array.from({ length: rows }, () => []);
  for (const cell of table.cells) cells[cell.row]?.push(cell);
  return { table, cells };
}

/** One table of the rows of several, in order; there must be one. A cell that reaches out of its rows is cut there. */
export function tableOfRows(ranges: readonly [RowRange, ...RowRange[]]): Table {
  const cells: Cell[] = [];
  let rows = 0;
  for (const range of ranges) {
    for (const cell of range.cells.slice(range.from, range.to).flat()) {
      const row = cell.row - range.from + rows;
      cells.push({ ...cell, row, row_span: Math.min(cell.row_span, range.to - cell.row) });
    }
    rows += range.to - range.from;
  }
  return { ...ranges[0].table, rows, columns: Math.max(...ranges.map(({ table }) => table.columns)), cells };
}

/** Around the cells of the rows; the table's own where they have none. */
export function boxOfRows({ table, cells, from, to }: RowRange): Box {
  if (from === 0 && to >= cells.length) return table.box;
  const [first, ...rest] = cells.slice(from, to).flat();
  if (first === undefined) return table.box;
  let [left, top, right, bottom] = first.box;
  for (const { box } of rest) {
    left = Math.min(left, box[0]);
    top = Math.min(top, box[1]);
    right = Math.max(right, box[2]);
    bottom = Math.max(bottom, box[3]);
  }
  return [left, top, right, bottom];
}
