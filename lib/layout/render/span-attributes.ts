/** How HTML says that a cell spans rows or columns. */
import type { Cell } from "../../contracts/result-block.ts";

/** The attributes, each with a space before it; none for a cell that spans nothing. */
export function spanAttributes({ row_span, column_span }: Cell): string {
  return (row_span > 1 ? ` rowspan="${row_span}"` : "") + (column_span > 1 ? ` colspan="${column_span}"` : "");
}
