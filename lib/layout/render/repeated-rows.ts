/** A table that goes on over a page may say its header again there. */
import type { BlockOf } from "../../contracts/result-block.ts";
import { headerRows, type TableRow, tableRows } from "./table-rows.ts";

/** How many of the part's first rows are the header of the whole table, word by word: all of its header rows, or none. */
export function repeatedRows(head: BlockOf<"table">, part: BlockOf<"table">): number {
  const rows = tableRows(head);
  const count = headerRows(rows);
  const first = tableRows(part).slice(0, count);
  const same = first.length === count && first.every((row, index) => wordsOf(row) === wordsOf(rows[index]));
  // A part that would be nothing but header may hold something else.
  return same && part.rows > count ? count : 0;
}

function wordsOf(row: TableRow | undefined): string {
  return JSON.stringify(
    row?.cells.map((cell) => cell && [cell.column_span, cell.row_span, cell.text.replaceAll(/\s+/g, " ").trim()]),
  );
}
