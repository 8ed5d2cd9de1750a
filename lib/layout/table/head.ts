/**
 * The head of a table: which of its phrases name several columns, and so how many rows it has. A phrase spans the columns that it reaches over, or that the
 * short rule under it reaches over. (Header detection as in Hu et al. 2000 and the nested headings of Nagy et al.'s category extraction.)
 */
import type { Edge } from "./edge.ts";
import type { Piece, PlacedLine } from "./placed-line.ts";
import { beginsInside, type ColumnExtent } from "./rows.ts";

/** A cell of rows that are counted from the top of the head. */
export interface HeadCell {
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
  readonly pieces: readonly Piece[];
}

export interface Head {
  readonly rows: number;
  readonly cells: readonly HeadCell[];
}

/** How far under a baseline the rule of its spanner lies at most, in ems. */
const RULE_BELOW_EMS = 1.1;
/** A rule covers a column when it lies over this share of it. */
const COVERED_SHARE = 0.5;
/** How far from the middle of its columns a centred text may stand, in ems. */
const CENTRED_EMS = 0.8;

/** `rules` are the short ones inside of the head. */
export function headOf(lines: readonly PlacedLine[], rules: readonly Edge[], columns: readonly ColumnExtent[]): Head {
  const ruled = lines.map((line) => spreadPieces(line, rules, columns));
  const spread = ruled.map((pieces, at) => centreLine(pieces, ruled.slice(at + 1), columns, lines[at]?.line.size ?? 1));
  const levels = levelsOf(spread, rules);
  const cells: HeadCell[] = [];
  for (let column = 0; column < columns.length; column++) {
    for (let row = 0; row < levels.length; ) {
      const spanner = coverOf(levels[row] ?? [], column);
      if (spanner !== undefined) {
        if (spanner.from === column) cells.push(spannerCell(levels[row] ?? [], row, spanner));
        row += 1;
        continue;
      }
      let end = row + 1;
      while (end < levels.length && coverOf(levels[end] ?? [], column) === undefined) end += 1;
      const pieces = levels
        .slice(row, end)
        .flatMap((level) => level.flatMap((all) => all.filter(({ from }) => from === column)));
      cells.push({ row, column, rowSpan: end - row, columnSpan: 1, pieces });
      row = end;
    }
  }
  return { rows: levels.length, cells };
}

function spannerCell(level: readonly (readonly Piece[])[], row: number, { from, to }: Piece): HeadCell {
  const pieces = level.flatMap((all) => all.filter((piece) => piece.from >= from && piece.to <= to));
  return { row, column: from, rowSpan: 1, columnSpan: to - from + 1, pieces };
}

/** The piece over several columns, this one among them. */
function coverOf(level: readonly (readonly Piece[])[], column: number): Piece | undefined {
  let cover: Piece | undefined;
  for (const pieces of level) {
    for (const piece of pieces) {
      if (
        piece.to > piece.from &&
        piece.from <= column &&
        piece.to >= column &&
        (cover === undefined || piece.to > cover.to)
      )
        cover = piece;
    }
  }
  return cover;
}

/** The pieces of a line, each over all columns that it names. */
function spreadPieces({ line, pieces }: PlacedLine, rules: readonly Edge[], columns: readonly ColumnExtent[]): Piece[] {
  const near = rules.filter(
    ({ at }) => at > line.base - 0.1 * line.size && at < line.base + RULE_BELOW_EMS * line.size,
  );
  const spread: Piece[] = [];
  for (const piece of pieces) {
    const rule = near.find(({ from, to }) => from <= piece.left + line.size && to >= piece.right - line.size);
    const wide = rule === undefined ? piece : { ...piece, ...columnsUnder(rule, piece, columns) };
    const last = spread.at(-1);
    if (last === undefined || last.to < wide.from) spread.push(wide);
    else
      spread[spread.length - 1] = {
        ...last,
        to: Math.max(last.to, wide.to),
        right: wide.right,
        words: [...last.words, ...wide.words],
      };
  }
  return spread;
}

/**
 * Pieces set to the middle of several columns that have names of their own below name all of them, also when they are no wider than one: where those of a
 * line share out all columns beside the first one.
 */
function centreLine(
  line: readonly Piece[],
  below: readonly (readonly Piece[])[],
  columns: readonly ColumnExtent[],
  size: number,
): readonly Piece[] {
  const names = new Map<number, Piece>();
  for (const piece of below.flat()) if (piece.from === piece.to && !names.has(piece.from)) names.set(piece.from, piece);
  const wide = line.map((piece) => (piece.from === 0 ? piece : centred(piece, line, names, columns, size)));
  let next = 1;
  for (const { from, to } of wide) {
    if (from === 0) continue;
    if (from !== next) return line;
    next = to + 1;
  }
  return next === columns.length ? wide : line;
}

function centred(
  piece: Piece,
  line: readonly Piece[],
  names: ReadonlyMap<number, Piece>,
  columns: readonly ColumnExtent[],
  size: number,
): Piece {
  const name = names.get(piece.from);
  if (piece.from !== piece.to || name === undefined || beginsInside(piece, name)) return piece;
  const isFree = (column: number): boolean =>
    names.has(column) && !line.some((other) => other !== piece && other.from <= column && other.to >= column);
  let { from, to } = piece;
  while (from > 1 && isFree(from - 1)) from -= 1;
  while (to < columns.length - 1 && isFree(to + 1)) to += 1;
  const reach = Math.min(piece.from - from, to - piece.to);
  if (reach === 0) return piece;
  const off = middlesOf(columns, piece.from - reach, piece.to + reach).map((middle) =>
    Math.abs(middle - (piece.left + piece.right) / 2),
  );
  if (Math.min(...off) > CENTRED_EMS * size) return piece;
  return { ...piece, from: piece.from - reach, to: piece.to + reach };
}

/** The middles of some columns: of their texts, and of the room between their neighbours'. */
function middlesOf(columns: readonly ColumnExtent[], first: number, last: number): number[] {
  const left = columns[first]?.left ?? 0;
  const right = columns[last]?.right ?? 0;
  const before = columns[first - 1]?.right ?? left;
  const after = columns[last + 1]?.left ?? right;
  return [(left + right) / 2, ((left + before) / 2 + (right + after) / 2) / 2];
}

function columnsUnder(rule: Edge, piece: Piece, columns: readonly ColumnExtent[]): { from: number; to: number } {
  let { from, to } = piece;
  for (const [at, { left, right }] of columns.entries()) {
    const covered = Math.min(right, rule.to) - Math.max(left, rule.from);
    if (covered < COVERED_SHARE * (right - left)) continue;
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  return { from, to };
}

/** Lines as the rows of the head: one ends below each line with a spanner, unless the next goes on with the same one. */
function levelsOf(spread: readonly (readonly Piece[])[], _rules: readonly Edge[]): (readonly Piece[])[][] {
  const levels: (readonly Piece[])[][] = [];
  let open: (readonly Piece[])[] = [];
  for (const [at, pieces] of spread.entries()) {
    open.push(pieces);
    const spanners = pieces.filter(({ from, to }) => to > from);
    const next = spread[at + 1];
    const goesOn =
      next !== undefined &&
      spanners.every(({ from, to }) => next.some((piece) => piece.from === from && piece.to === to));
    if (spanners.length > 0 && next !== undefined && !goesOn) {
      levels.push(open);
      open = [];
    }
  }
  if (open.length > 0) levels.push(open);
  return levels;
}
