/** Rows of tables as tables of their own: what a chunk holds of a table, its header before it. */
import type { Box } from "../contracts/box.ts";
import type { BlockOf, Cell } from "../contracts/result-block.ts";

type Table = BlockOf<"table">;

/** Rows `from` up to, and not including, `to`. */
export interface RowRange {
  readonly table: Table;
  readonly from: number;
  readonly to: number;
}

function cellsIn({ table, from, to }: RowRange): Cell[] {
  return table.cells.filter(({ row }) => row >= from && row < to);
}

/** One table of the rows of several, in order. A cell that reaches out of its rows is cut there. Ranges without a row are none; there must be one that has. */
export function tableOfRows(ranges: readonly RowRange[]): Table {
  const cells: Cell[] = [];
  let rows = 0;
  for (const range of ranges) {
    for (const cell of cellsIn(range)) {
      const row = cell.row - range.from + rows;
      cells.push({ ...cell, row, row_span: Math.min(cell.row_span, range.to - cell.row) });
    }
    rows += range.to - range.from;
  }
  const [first] = ranges;
  if (first === undefined) throw new RangeError("A table needs rows.");
  return { ...first.table, rows, columns: Math.max(...ranges.map(({ table }) => table.columns)), cells };
}

/** Around the cells of the rows; the table's own where they have none. */
export function boxOfRows(range: RowRange): Box {
  const { table } = range;
  if (range.from === 0 && range.to >= table.rows) return table.box;
  let box: Box | undefined;
  for (const { box: each } of cellsIn(range)) {
    box =
      box === undefined
        ? each
        : [Math.min(box[0], each[0]), Math.min(box[1], each[1]), Math.max(box[2], each[2]), Math.max(box[3], each[3])];
  }
  return box ?? table.box;
}
