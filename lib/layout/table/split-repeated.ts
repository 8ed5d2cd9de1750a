/** Long narrow tables folded into several side by side: the same head stands over each of them, and a line between them. */
import type { FoundCell, FoundTable } from "./found-table.ts";

/** What stands at either side of a drawn line ends this near to it, in points. */
const NEAR_POINTS = 3;

/** The tables that one is folded from, from left to right; it alone when it is not. `solid` are the lines drawn between its columns. */
export function splitRepeated(table: FoundTable, solid: readonly number[]): FoundTable[] {
  const count = solid.length + 1;
  const width = table.columns / count;
  if (count < 2 || !Number.isInteger(width) || width < 2) return [table];
  const parts = Array.from({ length: count }, (_, part) => partOf(table, part * width, width));
  const [first] = parts;
  const heads = parts.map((part) => headOf(part));
  const drawnApart = solid.every((x, at) => Math.abs((parts[at + 1]?.box[0] ?? 0) - x) < NEAR_POINTS);
  return first !== undefined && heads[0] !== "" && heads.every((head) => head === heads[0]) && drawnApart
    ? parts
    : [table];
}

/** The columns from one on, without the rows at the end in which they have no text. */
function partOf(table: FoundTable, from: number, width: number): FoundTable {
  const own = table.cells.filter(({ column }) => column >= from && column < from + width);
  const rows = own.reduce(
    (most, { row, rowSpan, words }) => (words.length > 0 ? Math.max(most, row + rowSpan) : most),
    0,
  );
  const cells = own
    .filter(({ row }) => row < rows)
    .map(
      (cell): FoundCell => ({
        ...cell,
        column: cell.column - from,
        columnSpan: Math.min(cell.columnSpan, from + width - cell.column),
      }),
    );
  const left = Math.min(...cells.map(({ box }) => box[0]));
  const right = Math.max(...cells.map(({ box }) => box[2]));
  return { ...table, box: [left, table.box[1], right, table.box[3]], columns: width, rows, cells };
}

function headOf({ cells, headerRows }: FoundTable): string {
  return cells
    .filter(({ row }) => row < headerRows)
    .map(({ words }) => words.map(({ text }) => text).join(" "))
    .join("|");
}
