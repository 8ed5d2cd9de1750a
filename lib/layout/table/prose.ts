/** Running text set in columns: not a table, although its lines leave a gap in common. */
import type { PlacedLine } from "./placed-line.ts";
import type { ColumnExtent } from "./rows.ts";

/** A column of prose: at least so many lines, so many words a line on average, so wide, and this share of its lines full. */
const LEAST_LINES = 5;
const LEAST_WORDS = 4;
const LEAST_WIDTH_EMS = 11;
const FULL_SHARE = 0.4;
/** A line is full when it ends this near to its column's right side, in ems. */
const FULL_EMS = 3;
/** Prose is no table when it makes up this share of all words: in two columns or more, in one. */
const PROSE_SHARE = 0.6;
const SINGLE_SHARE = 0.85;
/** One column of it is a list's or a register's, as long as this share of its lines has nothing beside it. */
const ALONE_SHARE = 0.4;

interface ColumnCount {
  lines: number;
  full: number;
  words: number;
  alone: number;
}

/** Whether most of the text between the columns' gaps runs on from line to line. Under a head, one column of prose is still a table's. */
export function isProse(lines: readonly PlacedLine[], columns: readonly ColumnExtent[], headed: boolean): boolean {
  const counts = countColumns(lines, columns);
  const size = lines[0]?.line.size ?? 1;
  const all = lines.reduce((sum, { line }) => sum + line.words.length, 0);
  const prose = counts.filter((count, at) => {
    const column = columns[at];
    const wide = column !== undefined && column.right - column.left > LEAST_WIDTH_EMS * size;
    return (
      wide &&
      count.lines >= LEAST_LINES &&
      count.words >= LEAST_WORDS * count.lines &&
      count.full >= FULL_SHARE * count.lines
    );
  });
  const words = prose.reduce((sum, count) => sum + count.words, 0);
  const [only] = prose;
  if (only === undefined) return false;
  if (prose.length > 1) return words >= PROSE_SHARE * all;
  return !headed && words >= SINGLE_SHARE * all && only.alone >= ALONE_SHARE * only.lines;
}

function countColumns(lines: readonly PlacedLine[], columns: readonly ColumnExtent[]): ColumnCount[] {
  const counts = columns.map((): ColumnCount => ({ lines: 0, full: 0, words: 0, alone: 0 }));
  for (const { line, pieces } of lines) {
    for (const piece of pieces) {
      const count = counts[piece.to];
      if (count === undefined) continue;
      count.lines += 1;
      count.words += piece.words.length;
      count.alone += pieces.length === 1 ? 1 : 0;
      count.full += piece.right > (columns[piece.to]?.right ?? 0) - FULL_EMS * line.size ? 1 : 0;
    }
  }
  return counts;
}
