/**
 * Open tables: those whose columns, or rows, no line parts. Columns are found by white space, rows by the lines and their pitch; rulings across the table
 * part its head from its body and its sections from each other.
 */
import type { Box } from "../../contracts/box.ts";
import type { Word } from "../word.ts";
import { type ColumnGap, columnGaps } from "./columns.ts";
import type { Edge } from "./edge.ts";
import type { FoundCell, FoundTable } from "./found-table.ts";
import { clusterPlaces } from "./grid.ts";
import type { OpenGap } from "./grow.ts";
import { headOf } from "./head.ts";
import { phraseGapEms } from "./phrase-gap.ts";
import { isValue, type Piece, type PlacedLine, placeLine } from "./placed-line.ts";
import { isProse } from "./prose.ts";
import { type ColumnExtent, groupRows } from "./rows.ts";
import { type TextLine, textLines } from "./text-line.ts";

export interface Region {
  readonly box: Box;
  readonly words: readonly Word[];
  /** Horizontal edges inside of the box, its upper and lower side with them where they are drawn. */
  readonly rules: readonly Edge[];
  /** Where vertical edges part columns. */
  readonly solid: readonly number[];
}

/** A rule over this share of the width parts the whole table. */
const FULL_SHARE = 0.75;
/** … and its ends this near to the region's sides, as a share of the width. */
const END_SHARE = 0.05;
const MOST_HEAD_LINES = 9;
/** No more than this share of a table's lines are sentences across its columns, of so many words. */
const MOST_CROSSING = 0.3;
const SENTENCE_WORDS = 4;
/** A column is none when no head names it, so few of the lines have text in it, and the gap beside it is no wider, in ems. */
const SPARSE_SHARE = 0.2;
const SPARSE_GAP_EMS = 0.8;
/** A body that rules part into so many bands has its rows parted. */
const RULED_BANDS = 3;
const MOST_GUESSED_LINES = 5;

export interface OpenTable extends FoundTable {
  /** A rule across parts a head from a body. */
  readonly headed: boolean;
  /** Between the columns. */
  readonly gaps: readonly OpenGap[];
}

/** The table in a region, as far as the region can be read as one. */
export function openTable(region: Region): OpenTable | undefined {
  const lines = textLines(region.words, phraseGapEms(region.words));
  const size = medianSize(region.words);
  const bands = bandsOf(lines, region);
  const [first] = bands;
  if (first === undefined) return undefined;
  const headed = bands.length > 1 && first.length <= MOST_HEAD_LINES;
  const headLines = headed ? first : first.slice(0, guessHead(first));
  const bodyBands = [first.slice(headLines.length), ...bands.slice(1)].filter((band) => band.length > 0);
  const body = bodyBands.flat();
  const gaps = partsOf(body, headLines, region.solid, size);
  if (gaps.length === 0) return undefined;
  const parts = gaps.map(({ left, right }) => (left + right) / 2);
  const placedBands = bodyBands.map((band) => band.map((line) => placeLine(line, gaps)));
  const columns = extentsOf(body, gaps);
  if (crossingShare(placedBands.flat()) > MOST_CROSSING) return undefined;
  if (bands.length <= RULED_BANDS && isProse(placedBands.flat(), columns, headed)) return undefined;
  const short = region.rules.filter(({ from, to }) => to - from < FULL_SHARE * (region.box[2] - region.box[0]));
  const head = headOf(
    headLines.map((line) => placeLine(line, gaps)),
    short,
    columns,
  );
  const cells: FoundCell[] = [];
  const xs = [region.box[0], ...parts, region.box[2]];
  for (const { row, column, rowSpan, columnSpan, pieces } of head.cells) {
    const words = pieces.flatMap((piece) => piece.words);
    cells.push({
      row,
      column,
      rowSpan,
      columnSpan,
      box: cellBox(xs, column, columnSpan, headLines),
      words,
      header: true,
    });
  }
  let row = head.rows;
  for (const band of placedBands) {
    for (const group of groupRows(band, columns, placedBands.length >= RULED_BANDS)) {
      pushRow(cells, group, row, xs);
      row += 1;
    }
  }
  if (!hasRows(cells, row)) return undefined;
  cells.sort((a, b) => a.row - b.row || a.column - b.column);
  return {
    box: region.box,
    rows: row,
    columns: columns.length,
    cells,
    headerRows: Math.max(1, head.rows),
    kind: "partly_ruled",
    drawn: [],
    headed,
    gaps,
  };
}

/** The share of lines that hold a sentence over several columns. */
function crossingShare(lines: readonly PlacedLine[]): number {
  const crossing = lines.filter(({ pieces }) =>
    pieces.some(({ from, to, words }) => to > from && words.length >= SENTENCE_WORDS),
  );
  return crossing.length / Math.max(1, lines.length);
}

/** How many lines at the top name what the values below them are: those before the first line of values, if few and set in phrases. */
function guessHead(lines: readonly TextLine[]): number {
  const first = lines.findIndex(({ phrases }) => {
    const values = phrases.slice(1).filter(({ words }) => isValue(words)).length;
    return values > 0 && values * 2 >= phrases.length - 1;
  });
  const head = lines.slice(0, Math.max(0, first));
  return head.length <= MOST_GUESSED_LINES && head.some(({ phrases }) => phrases.length > 1) ? head.length : 0;
}

/** Whether at least two rows have text in two columns. */
function hasRows(cells: readonly FoundCell[], rows: number): boolean {
  const filled = new Uint16Array(rows);
  for (const { row, words } of cells) if (words.length > 0) filled[row] = (filled[row] ?? 0) + 1;
  return filled.filter((count) => count > 1).length > 1;
}

function medianSize(words: readonly Word[]): number {
  return words.map(({ size }) => size).sort((a, b) => a - b)[words.length >> 1] ?? 1;
}

/** The lines between one full rule and the next. */
function bandsOf(lines: readonly TextLine[], { rules, box }: Region): TextLine[][] {
  const full = fullRules(rules, box);
  const bands: TextLine[][] = [];
  let next = 0;
  let open: TextLine[] = [];
  for (const line of lines) {
    const middle = line.base - 0.33 * line.size;
    if ((full[next] ?? Number.POSITIVE_INFINITY) < middle) {
      while ((full[next] ?? Number.POSITIVE_INFINITY) < middle) next += 1;
      if (open.length > 0) bands.push(open);
      open = [];
    }
    open.push(line);
  }
  if (open.length > 0) bands.push(open);
  return bands;
}

/** Where rules reach from one side of the region to the other, in one piece or in several. */
export function fullRules(rules: readonly Edge[], [left, , right]: Box): number[] {
  const slack = END_SHARE * (right - left);
  return clusterPlaces(rules.map(({ at }) => at)).filter((at) => {
    const level = rules.filter((rule) => Math.abs(rule.at - at) <= 3);
    if (!level.some(({ from }) => from <= left + slack) || !level.some(({ to }) => to >= right - slack)) return false;
    const covered = level.reduce(
      (sum, { from, to }) => sum + Math.max(0, Math.min(right, to) - Math.max(left, from)),
      0,
    );
    return covered >= FULL_SHARE * (right - left);
  });
}

/** Where one column ends and the next begins. */
function partsOf(
  body: readonly TextLine[],
  head: readonly TextLine[],
  solid: readonly number[],
  size: number,
): OpenGap[] {
  let gaps = columnGaps(body, size);
  if (gaps.length === 0) gaps = columnGaps([...head, ...body], size);
  gaps = withoutSparse(gaps, body, head, size);
  const drawn = solid.map((x) => gapAround(x, gaps));
  const soft = gaps.filter(({ left, right }) => !solid.some((x) => x >= left - size && x <= right + size));
  return [...drawn, ...soft].sort((a, b) => a.left - b.left);
}

/** The white space to both sides of a drawn line, as much on one as on the other. */
function gapAround(x: number, gaps: readonly OpenGap[]): OpenGap {
  const gap = gaps.find(({ left, right }) => x >= left && x <= right);
  const half = gap === undefined ? 0 : Math.min(x - gap.left, gap.right - x);
  return { left: x - half, right: x + half };
}

/** The gaps without those that cut off a word here and there: columns that have no name and hardly a text. */
function withoutSparse(
  gaps: readonly ColumnGap[],
  body: readonly TextLine[],
  head: readonly TextLine[],
  size: number,
): ColumnGap[] {
  if (head.length === 0) return [...gaps];
  const texts = Array.from({ length: gaps.length + 1 }, () => 0);
  const named = Array.from({ length: gaps.length + 1 }, () => false);
  for (const line of body) for (const { from } of placeLine(line, gaps).pieces) texts[from] = (texts[from] ?? 0) + 1;
  for (const line of head) for (const { from, to } of placeLine(line, gaps).pieces) named.fill(true, from, to + 1);
  return gaps.filter((gap, at) => {
    const sparse = (column: number): boolean =>
      named[column] === false && (texts[column] ?? 0) <= SPARSE_SHARE * body.length;
    const wide = gap.right - gap.left > SPARSE_GAP_EMS * size;
    return wide || !(sparse(at) || sparse(at + 1));
  });
}

/** The columns between the gaps, the outer ones as far as text goes. */
export function extentsOf(lines: readonly TextLine[], gaps: readonly OpenGap[]): ColumnExtent[] {
  const left = Math.min(...lines.map((line) => line.left));
  const right = Math.max(...lines.map((line) => line.right));
  return [...gaps, undefined].map((gap, at) => ({ left: gaps[at - 1]?.right ?? left, right: gap?.left ?? right }));
}

function cellBox(xs: readonly number[], column: number, span: number, lines: readonly TextLine[]): Box {
  return [xs[column] ?? 0, lines[0]?.top ?? 0, xs[column + span] ?? 0, lines.at(-1)?.bottom ?? 0];
}

function pushRow(cells: FoundCell[], group: readonly PlacedLine[], row: number, xs: readonly number[]): void {
  const columns = xs.length - 1;
  const words: Word[][] = Array.from({ length: columns }, () => []);
  const spans = Array.from({ length: columns }, () => 1);
  for (const { pieces } of group) {
    for (const piece of pieces) {
      words[piece.from]?.push(...piece.words);
      if (spansBody(piece, pieces, xs)) spans[piece.from] = piece.to - piece.from + 1;
    }
  }
  const lines = group.map(({ line }) => line);
  for (let column = 0; column < columns; ) {
    let span = spans[column] ?? 1;
    while (span > 1 && words.slice(column + 1, column + span).some((others) => others.length > 0)) span -= 1;
    cells.push({
      row,
      column,
      rowSpan: 1,
      columnSpan: span,
      box: cellBox(xs, column, span, lines),
      words: words[column] ?? [],
      header: false,
    });
    column += span;
  }
}

/** A text over several columns that does not begin the row is a heading of what is below it; a long first one only reaches over. */
function spansBody({ from, to }: Piece, pieces: readonly Piece[], _xs: readonly number[]): boolean {
  return to > from && from > 0 && pieces.length === 1;
}
