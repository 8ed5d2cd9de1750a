/** Rows that a frame or a rule takes in and that are none: the caption above a table, the notes below it. */
import { isCaption } from "./caption.ts";
import type { FoundCell, FoundTable } from "./found-table.ts";

const NOTE =
  /^(?:notes?|sources?|abbreviations?|quellen?|anmerkung(?:en)?|fuentes?|fontes?|nota|[*\u2020\u2021\u00a7\u00b6]{1,3}.*|[*\u2020\u2021])[:.]?$/iu;
/** Shorter texts are section titles or totals, in words. */
const LEAST_WORDS = 4;
/** No table loses more rows than these. */
const MOST_ROWS = 4;

/** The table without a caption in its first rows and notes in its last ones. Their words are in none of its cells then. */
export function trimRows<Table extends FoundTable>(table: Table): Table {
  const byRow: FoundCell[][] = Array.from({ length: table.rows }, () => []);
  for (const cell of table.cells) byRow[cell.row]?.push(cell);
  let top = 0;
  while (top < MOST_ROWS && isAlone(byRow[top], isCaptionCell)) top += 1;
  let bottom = table.rows;
  while (table.rows - bottom < MOST_ROWS && bottom > top + 2 && isAlone(byRow[bottom - 1], isNote)) bottom -= 1;
  const reaches = table.cells.some(
    ({ row, rowSpan }) => (row < top && row + rowSpan > top) || (row < bottom && row + rowSpan > bottom),
  );
  if ((top === 0 && bottom === table.rows) || bottom - top < 2 || reaches) return table;
  const cells = table.cells
    .filter(({ row }) => row >= top && row < bottom)
    .map((cell) => ({ ...cell, row: cell.row - top }));
  const boxes = cells.map(({ box }) => box);
  return {
    ...table,
    box: [table.box[0], Math.min(...boxes.map((box) => box[1])), table.box[2], Math.max(...boxes.map((box) => box[3]))],
    rows: bottom - top,
    headerRows: Math.max(1, Math.min(bottom - top, table.headerRows - top)),
    cells,
  };
}

/** Whether a row holds one text only, which begins in the first column and is of a kind. */
function isAlone(row: readonly FoundCell[] | undefined, isKind: (cell: FoundCell) => boolean): boolean {
  const filled = row?.filter(({ words }) => words.length > 0) ?? [];
  const [only] = filled;
  return filled.length === 1 && only !== undefined && only.column === 0 && isKind(only);
}

function isCaptionCell({ words }: FoundCell): boolean {
  return isCaption(words);
}

function isNote({ words }: FoundCell): boolean {
  return words.length >= LEAST_WORDS && NOTE.test(words[0]?.text ?? "");
}
