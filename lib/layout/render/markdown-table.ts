/** Tables in Markdown: with pipes where no cell spans others, as HTML where one does. */
import type { BlockOf, Cell } from "../../contracts/result-block.ts";
import { cleanSpans } from "./clean-spans.ts";
import { htmlInline, NOWHERE } from "./html-inline.ts";
import { markdownInline } from "./markdown-inline.ts";
import { spanAttributes } from "./span-attributes.ts";
import { type TableRow, tableRows } from "./table-rows.ts";

/** Rows and the line under the first of them. A table without a header has its first row there: a pipe table must have one. */
export function pipeTable(table: BlockOf<"table">): string {
  const [first, ...rest] = tableRows(table);
  if (first === undefined) return "";
  const rule = `|${" --- |".repeat(first.cells.length)}`;
  return [pipeRow(first), rule, ...rest.map(pipeRow)].join("\n");
}

/** Rows of a pipe table alone, without the first `skipped`. */
export function pipeRows(table: BlockOf<"table">, skipped: number): string {
  return tableRows(table).slice(skipped).map(pipeRow).join("\n");
}

function pipeRow(row: TableRow): string {
  return `|${row.cells.map((cell) => ` ${cell === null ? "" : pipeCell(cell)} |`).join("")}`;
}

function pipeCell(cell: Cell): string {
  const spans = cleanSpans(cell);
  const text = markdownInline(spans, { whole: false, cell: true, labelOf: () => undefined });
  if (!text.includes("\n")) return text;
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").join("<br>");
}

/**
 * Rows in HTML, a line each and without an empty line, which would end the HTML inside of Markdown; without the first `skipped`.
 * What is in them is inert: Markdown is not read there.
 */
export function htmlRows(table: BlockOf<"table">, skipped: number): string {
  return tableRows(table).slice(skipped).map(htmlRow).join("\n");
}

function htmlRow(row: TableRow): string {
  return `<tr>${row.cells.map((cell) => (cell === null ? "<td></td>" : htmlCell(cell))).join("")}</tr>`;
}

function htmlCell(cell: Cell): string {
  const tag = cell.header ? "th" : "td";
  const inside = htmlInline(cleanSpans(cell), { whole: false, ...NOWHERE });
  return `<${tag}${spanAttributes(cell)}>${inside}</${tag}>`;
}
