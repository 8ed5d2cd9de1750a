/**
 * Rows from lines: a cell may hold several lines. Two things tell that a line goes on with the row above it: the pitch of the lines, where rows stand
 * further apart than the lines inside of them, and what the line holds, where they do not (T-Recs, Kieninger 1998; Shigarov 2016).
 */
import type { Word } from "../word.ts";
import { isValue, type Piece, type PlacedLine } from "./placed-line.ts";

export interface ColumnExtent {
  /** Where its texts begin and end. */
  readonly left: number;
  readonly right: number;
}

/** The pitch between rows is larger than the one inside of them by this factor at least. */
const PITCH_FACTOR = 1.18;
/** Of the lines that pitch joins to the one above, this share may look like rows of their own. */
const CONFLICT_SHARE = 0.2;
/** So many jumps are looked at. */
const MOST_LIMITS = 12;
/** Lines whose baselines are closer than this overlap: they are cells set to the middle of a row, in ems. */
const OVERLAP_EMS = 0.8;
const SPACE_EMS = 0.25;
/** So many columns with several words each do not all happen to be full. */
const MANY_WRAPS = 3;
const NARROW_EMS = 6;
/** Lines further apart than this factor of the table's closest are not one cell's. */
const LOOSE_FACTOR = 1.4;

/**
 * `lines` from top to bottom, none of which a ruling parts; each group is a row. Where rulings part the rows of the table (`ruled`), all are one unless they
 * cannot be.
 */
export function groupRows(
  lines: readonly PlacedLine[],
  columns: readonly ColumnExtent[],
  ruled = false,
): PlacedLine[][] {
  const pitches = lines.slice(1).map(({ line }, at) => line.base - (lines[at]?.line.base ?? 0));
  if (ruled && countConflicts(lines, columns, pitches, Number.POSITIVE_INFINITY).rows === 0) return [[...lines]];
  const limit = pitchLimit(lines, columns, pitches);
  const close = quantile(pitches, 0.2) * LOOSE_FACTOR;
  const rows: PlacedLine[][] = [];
  for (const [at, line] of lines.entries()) {
    const row = rows.at(-1);
    const pitch = pitches[at - 1] ?? 0;
    if (row !== undefined && joins(row, line, pitch, { columns, limit, close, next: lines[at + 1] })) row.push(line);
    else rows.push([line]);
  }
  return rows;
}

interface Measure {
  readonly columns: readonly ColumnExtent[];
  /** Lines with less pitch belong together, those with more do not; undefined where pitch does not tell. */
  readonly limit: number | undefined;
  readonly close: number;
  readonly next: PlacedLine | undefined;
}

function joins(
  row: readonly PlacedLine[],
  line: PlacedLine,
  pitch: number,
  { columns, limit, close }: Measure,
): boolean {
  const last = row.at(-1);
  if (last === undefined) return false;
  if (pitch < OVERLAP_EMS * Math.max(line.line.size, last.line.size) && !clashes(row, line)) return true;
  if (limit !== undefined) return pitch < limit;
  if (pitch > close) return false;
  return goesOn(row, line, columns);
}

/** Whether the content of a line says that it goes on with the row above. */
function goesOn(row: readonly PlacedLine[], { line, pieces }: PlacedLine, columns: readonly ColumnExtent[]): boolean {
  const above = new Map<number, Piece>();
  for (const { pieces: earlier } of row) for (const piece of earlier) above.set(piece.from, piece);
  let shared = 0;
  for (const piece of pieces) {
    const before = above.get(piece.from);
    if (before === undefined) {
      if (piece.from === 0 || isValue(piece.words)) return false;
      continue;
    }
    shared += 1;
    if (!wraps(before, piece, columns[piece.to], line.size)) return false;
  }
  const stub = pieces[0];
  if (stub === undefined || stub.from > 0) return shared > 0;
  // A line with text in the first column most often begins a row: not when all that it holds goes on.
  if (shared < pieces.length || pieces.length > above.size) return false;
  const sentences = pieces.filter((piece) => (above.get(piece.from)?.words.length ?? 0) > 1);
  if (sentences.length >= MANY_WRAPS) return true;
  return pieces.some((piece) => {
    const before = above.get(piece.from);
    const column = columns[piece.to];
    if (before === undefined || column === undefined || !beginsInside(before, piece)) return false;
    // Single words in a narrow column did not break: they are entries.
    return before.words.length > 1 || isBracketed(piece.words) || column.right - column.left > NARROW_EMS * line.size;
  });
}

/** Whether a text reads, or is set, as the rest of the one above it. */
export function beginsInside(above: Piece | undefined, piece: Piece): boolean {
  if (above === undefined) return false;
  const first = piece.words[0];
  const last = above.words.at(-1);
  if (first === undefined || last === undefined) return false;
  if (first.style.bold !== last.style.bold) return false;
  const start = first.text[0] ?? "";
  const lower = start !== start.toUpperCase() || "()/%&–-+".includes(start);
  return lower || /[-–,(/&]$/.test(last.text);
}

/** Whether `piece` can be what did not fit into the line above it. */
function wraps(above: Piece, piece: Piece, column: ColumnExtent | undefined, size: number): boolean {
  if (valueOverValue(above, piece)) return false;
  if (isBracketed(piece.words)) return true;
  if (isValue(above.words) && !beginsInside(above, piece)) return false;
  const first = piece.words[0];
  if (first === undefined || column === undefined) return false;
  const needed = above.right + SPACE_EMS * size + (first.right - first.left);
  return needed > column.right - SPACE_EMS * size;
}

/** Whether each of two is a value of its own: not where the lower one is an addition in brackets, a share or an error. */
function valueOverValue(above: Piece, piece: Piece): boolean {
  if (!isValue(piece.words) || !isValue(above.words)) return false;
  return !isBracketed(piece.words) || isBracketed(above.words);
}

function isBracketed(words: readonly Word[]): boolean {
  const text = `${words[0]?.text[0] ?? ""}${words.at(-1)?.text.at(-1) ?? ""}`;
  return text === "()" || text === "[]";
}

/** Whether a line has text where the line above it has some, or values where the row has. */
function clashes(row: readonly PlacedLine[], { pieces }: PlacedLine): boolean {
  const last = row.at(-1);
  return pieces.some((piece) =>
    row.some((line) =>
      line.pieces.some(
        (above) => above.from <= piece.to && piece.from <= above.to && (line === last || valueOverValue(above, piece)),
      ),
    ),
  );
}

/** The pitch that parts lines of a row from rows: the largest of the jumps between the table's pitches that joins no two rows. */
function pitchLimit(
  lines: readonly PlacedLine[],
  columns: readonly ColumnExtent[],
  pitches: readonly number[],
): number | undefined {
  const sorted = pitches.toSorted((a, b) => a - b);
  const limits: number[] = [];
  for (let at = sorted.length - 1; at > 0 && limits.length < MOST_LIMITS; at--) {
    const low = sorted[at - 1] ?? 0;
    const high = sorted[at] ?? 0;
    if (low > 0 && high / low > PITCH_FACTOR) limits.push((low + high) / 2);
  }
  return limits.find((limit) => {
    const { joined, conflicts } = countConflicts(lines, columns, pitches, limit);
    return conflicts <= CONFLICT_SHARE * joined;
  });
}

/** How many lines a limit joins to the row above, how many of them may be rows of their own, and how many must be. */
function countConflicts(
  lines: readonly PlacedLine[],
  columns: readonly ColumnExtent[],
  pitches: readonly number[],
  limit: number,
): { readonly joined: number; readonly conflicts: number; readonly rows: number } {
  let joined = 0;
  let conflicts = 0;
  let rows = 0;
  let above = new Map<number, Piece>();
  for (const [at, line] of lines.entries()) {
    if (at > 0 && (pitches[at - 1] ?? 0) < limit) {
      joined += 1;
      const against = conflictsOf(above, line, columns);
      conflicts += against.length > 0 ? 1 : 0;
      rows += against.length > 1 || against[0]?.from === 0 ? 1 : 0;
    } else {
      above = new Map();
    }
    for (const piece of line.pieces) above.set(piece.from, piece);
  }
  return { joined, conflicts, rows };
}

/** What of a line looks like another row than the one above: values below values, a name of its own in the first column. */
function conflictsOf(row: ReadonlyMap<number, Piece>, line: PlacedLine, columns: readonly ColumnExtent[]): Piece[] {
  return line.pieces.filter((piece) => {
    const above = row.get(piece.from);
    if (above === undefined) return false;
    if (valueOverValue(above, piece)) return true;
    return piece.from === 0 && line.pieces.length > 1 && !wraps(above, piece, columns[piece.to], line.line.size);
  });
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}
