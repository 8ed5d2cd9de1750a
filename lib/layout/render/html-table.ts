/** Tables in HTML. */
import type { BlockOf, Cell } from "../../contracts/result-block.ts";
import { cleanSpans } from "./clean-spans.ts";
import { type HtmlInlineContext, htmlInline } from "./html-inline.ts";
import { spanAttributes } from "./span-attributes.ts";
import { headerRows, type TableRow, tableRows } from "./table-rows.ts";

/** What closes a table that `htmlTable` has opened. */
export const TABLE_END = "</tbody>\n</table>";

/** The table up to its last row so far; its body is left open. `caption` is HTML. */
export function htmlTable(
  table: BlockOf<"table">,
  attributes: string,
  caption: string,
  context: HtmlInlineContext,
): string {
  const rows = tableRows(table);
  const head = headerRows(rows);
  const lines = [`<table${attributes}>`];
  if (caption !== "") lines.push(`<caption>${caption}</caption>`);
  if (head > 0) lines.push("<thead>", ...rows.slice(0, head).map((row) => htmlRow(row, "col", context)), "</thead>");
  lines.push("<tbody>", ...rows.slice(head).map((row) => htmlRow(row, "row", context)));
  return lines.join("\n");
}

/** Rows of a body that is open, without the first `skipped`. */
export function htmlBodyRows(table: BlockOf<"table">, skipped: number, context: HtmlInlineContext): string {
  const rows = tableRows(table).slice(skipped);
  return rows.map((row) => htmlRow(row, "row", context)).join("\n");
}

function htmlRow(row: TableRow, scope: "row" | "col", context: HtmlInlineContext): string {
  const cells = row.cells.map((cell) => (cell === null ? "<td></td>" : htmlCell(cell, scope, context)));
  return `<tr>${cells.join("")}</tr>`;
}

function htmlCell(cell: Cell, scope: "row" | "col", context: HtmlInlineContext): string {
  const inside = htmlInline(cleanSpans(cell), { ...context, whole: !cell.header });
  const spans = spanAttributes(cell);
  return cell.header ? `<th scope="${scope}"${spans}>${inside}</th>` : `<td${spans}>${inside}</td>`;
}
