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

/** Whether most of the text between the columns' gaps runs on from line to line. */
export function isProse(lines: readonly PlacedLine[], columns: readonly ColumnExtent[]): boolean {
  const seen = columns.map(() => ({ lines: 0, full: 0, words: 0, alone: 0 }));
  let words = 0;
  for (const { line, pieces } of lines) {
    words += line.words.length;
    for (const piece of pieces) {
      const column = columns[piece.to];
      const count = seen[piece.to];
      if (column === undefined || count === undefined) continue;
      count.lines += 1;
      count.words += piece.words.length;
      count.alone += pieces.length === 1 ? 1 : 0;
      count.full += piece.right > column.right - FULL_EMS * line.size ? 1 : 0;
    }
  }
  const size = lines[0]?.line.size ?? 1;
  let prose = 0;
  let columnsOfProse = 0;
  let single = 0;
  for (const [at, { lines: all, full, words: own, alone }] of seen.entries()) {
    const column = columns[at];
    const wide = column !== undefined && column.right - column.left > LEAST_WIDTH_EMS * size;
    if (wide && all >= LEAST_LINES && own >= LEAST_WORDS * all && full >= FULL_SHARE * all) {
      prose += own;
      columnsOfProse += 1;
      single = alone >= ALONE_SHARE * all ? SINGLE_SHARE : Number.POSITIVE_INFINITY;
    }
  }
  return columnsOfProse > 0 && prose >= (columnsOfProse > 1 ? PROSE_SHARE : single) * words;
}
