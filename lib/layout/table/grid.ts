/**
 * A grid: lines across a region in both directions, and which of their pieces part two cells. What drawn lines begin, splitting by white space goes on with:
 * both only add lines.
 */
import type { Box } from "../../contracts/box.ts";
import type { Edge, Edges } from "./edge.ts";

export interface Grid {
  /** From left to right, the outer sides with them. */
  readonly xs: readonly number[];
  /** From top to bottom, likewise. */
  readonly ys: readonly number[];
  /** For each elementary cell, row by row: 1 where a border parts it from the one at its right. */
  readonly right: Uint8Array;
  /** … from the one below it. */
  readonly below: Uint8Array;
}

/** A rectangle of elementary cells that no border parts. */
export interface GridCell {
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
}

/** Lines of a grid closer than this are one. */
const SAME_LINE_POINTS = 3;
/** The longest side of a grid, in cells, and its largest area. */
const MOST_LINES = 400;
const MOST_CELLS = 20_000;

export function rowsOf(grid: Grid): number {
  return grid.ys.length - 1;
}

export function columnsOf(grid: Grid): number {
  return grid.xs.length - 1;
}

export function boxOfGrid({ xs, ys }: Grid): Box {
  return [xs[0] ?? 0, ys[0] ?? 0, xs.at(-1) ?? 0, ys.at(-1) ?? 0];
}

/** Sorted places, each group of near ones as its mean. */
export function clusterPlaces(places: readonly number[]): number[] {
  const sorted = places.toSorted((a, b) => a - b);
  const out: number[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    let sum = 0;
    while (to < sorted.length && (sorted[to] ?? 0) - (sorted[from] ?? 0) <= SAME_LINE_POINTS) {
      sum += sorted[to] ?? 0;
      to += 1;
    }
    out.push(sum / (to - from));
    from = to;
  }
  return out;
}

/**
 * The grid that edges draw inside a box whose four sides count as drawn. Undefined when it is too large to be a table's.
 */
export function gridOf({ horizontal, vertical }: Edges, [left, top, right, bottom]: Box): Grid | undefined {
  const xs = linesWithin(vertical, left, right);
  const ys = linesWithin(horizontal, top, bottom);
  const columns = xs.length - 1;
  const rows = ys.length - 1;
  if (columns < 1 || rows < 1 || columns > MOST_LINES || rows > MOST_LINES || columns * rows > MOST_CELLS)
    return undefined;
  const grid = { xs, ys, right: new Uint8Array(rows * columns), below: new Uint8Array(rows * columns) };
  for (const edge of vertical) {
    const column = nearest(xs, edge.at) - 1;
    if (column >= 0) eachCovered(ys, edge, (row) => mark(grid.right, row * columns + column));
  }
  for (const edge of horizontal) {
    const row = nearest(ys, edge.at) - 1;
    if (row >= 0) eachCovered(xs, edge, (column) => mark(grid.below, row * columns + column));
  }
  for (let row = 0; row < rows; row++) mark(grid.right, row * columns + columns - 1);
  for (let column = 0; column < columns; column++) mark(grid.below, (rows - 1) * columns + column);
  return grid;
}

function mark(flags: Uint8Array, at: number): void {
  flags[at] = 1;
}

function linesWithin(edges: readonly Edge[], from: number, to: number): number[] {
  const inner = clusterPlaces(edges.map(({ at }) => at)).filter(
    (at) => at > from + SAME_LINE_POINTS && at < to - SAME_LINE_POINTS,
  );
  return [from, ...inner, to];
}

function nearest(places: readonly number[], at: number): number {
  const next = indexAt(places, at) + 1;
  const before = Math.max(0, next - 1);
  return Math.abs((places[next] ?? Number.POSITIVE_INFINITY) - at) < Math.abs((places[before] ?? 0) - at)
    ? next
    : before;
}

/** The index of the last place at or before `at`; -1 before the first. */
export function indexAt(places: readonly number[], at: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The stretches between neighbouring places whose middle an edge covers. */
function eachCovered(places: readonly number[], { from, to }: Edge, visit: (index: number) => void): void {
  for (let index = Math.max(0, indexAt(places, from)); index + 1 < places.length; index++) {
    const middle = ((places[index] ?? 0) + (places[index + 1] ?? 0)) / 2;
    if (middle > to + 1) return;
    if (middle >= from - 1) visit(index);
  }
}

/** The cells of a grid, row by row: each elementary cell is in one of them. */
export function cellsOf(grid: Grid): GridCell[] {
  const columns = columnsOf(grid);
  const rows = rowsOf(grid);
  const taken = new Uint8Array(rows * columns);
  const cells: GridCell[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (taken[row * columns + column] === 1) continue;
      const cell = growCell(grid, taken, row, column);
      for (let at = row; at < row + cell.rowSpan; at++)
        taken.fill(1, at * columns + column, at * columns + column + cell.columnSpan);
      cells.push(cell);
    }
  }
  return cells;
}

function growCell(grid: Grid, taken: Uint8Array, row: number, column: number): GridCell {
  const columns = columnsOf(grid);
  let end = column + 1;
  while (end < columns && grid.right[row * columns + end - 1] === 0 && taken[row * columns + end] === 0) end += 1;
  let last = row + 1;
  while (last < rowsOf(grid) && joinsBelow(grid, taken, last, column, end)) last += 1;
  return { row, column, rowSpan: last - row, columnSpan: end - column };
}

/** Whether no border parts the cells `column` to `end` of the row before `row` from those of `row`, nor these from each other. */
function joinsBelow(grid: Grid, taken: Uint8Array, row: number, column: number, end: number): boolean {
  const columns = columnsOf(grid);
  for (let at = column; at < end; at++) {
    if (grid.below[(row - 1) * columns + at] === 1 || taken[row * columns + at] === 1) return false;
    if (at + 1 < end && grid.right[row * columns + at] === 1) return false;
  }
  return end === columns || grid.right[row * columns + end - 1] === 1;
}

/** A line across a grid that is a border in those columns that `parts` names. */
export interface RowLine {
  readonly y: number;
  readonly parts: (column: number) => boolean;
}

/** The grid with more lines across it, given from top to bottom. */
export function withRowLines(grid: Grid, lines: readonly RowLine[]): Grid {
  const columns = columnsOf(grid);
  const rows = rowsOf(grid) + lines.length;
  const split: Grid = {
    xs: grid.xs,
    ys: [...grid.ys, ...lines.map(({ y }) => y)].sort((a, b) => a - b),
    right: new Uint8Array(rows * columns),
    below: new Uint8Array(rows * columns),
  };
  let next = 0;
  for (let row = 0, old = 0; row < rows; row++) {
    const line = lines[next];
    const end = split.ys[row + 1] ?? 0;
    const isNew = line !== undefined && end === line.y;
    for (let column = 0; column < columns; column++) {
      split.right[row * columns + column] = grid.right[old * columns + column] ?? 0;
      const border = isNew ? Number(line.parts(column)) : (grid.below[old * columns + column] ?? 0);
      split.below[row * columns + column] = border;
    }
    if (isNew) next += 1;
    else old += 1;
  }
  return split;
}
