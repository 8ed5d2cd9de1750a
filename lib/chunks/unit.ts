/** A piece of a passage that goes into a chunk as a whole, and how it is cut when it has to be. */
import type { ChunkWarning } from "../contracts/chunk.ts";
import { isProse, type Passage } from "./passage.ts";
import type { Stretch, TextSegmenter } from "./segment-text.ts";

/** From the largest; not all passages know all of them. */
type Level = "passage" | "rows" | "row" | "line" | "sentence" | "word" | "sign";

export interface Unit extends Stretch {
  readonly passage: Passage;
  readonly level: Level;
  /** What stands before it, behind the unit before. */
  readonly separator: string;
  readonly text: string;
  /** Of a table: its rows. */
  readonly rows?: { readonly from: number; readonly to: number };
  /** What cutting it out has broken. */
  readonly warning?: ChunkWarning;
}

export function unitOf(passage: Passage): Unit {
  const { separator, text } = passage;
  const rows = passage.kind === "table" ? { rows: { from: 0, to: passage.plan.starts.length } } : {};
  return { passage, level: "passage", separator, text, start: 0, end: text.length, ...rows };
}

/** Whether it may be cut as soon as it is larger than a chunk, or only when it is far too large. */
export function mayCut({ passage, level }: Unit): boolean {
  if (passage.kind === "table") return level === "passage" || level === "rows";
  return isProse(passage) && level !== "word" && level !== "sign";
}

const CUT_WARNINGS: Readonly<Record<string, ChunkWarning>> = {
  code: "code_cut",
  formula: "formula_cut",
  field: "field_cut",
};

/** Its pieces, in order, without the blanks between them; none when it cannot be cut. `words` skips the sentences. */
export function* cutUnit(unit: Unit, segmenter: TextSegmenter, words = false): Generator<Unit> {
  const { passage, level } = unit;
  if (passage.kind === "table" && unit.rows !== undefined && (level === "passage" || level === "rows")) {
    yield* cutRows(unit, passage.plan.starts, level === "passage" ? passage.plan.cuts : undefined, unit.rows);
    return;
  }
  if (level === "sign") return;
  if (level === "word") return yield* pieces(unit, segmenter.signs(unit.text), "sign", "word_cut");
  if (level === "row") return yield* pieces(unit, segmenter.words(unit.text), "word", "row_cut");
  if (isProse(passage)) {
    if (level === "sentence" || words) return yield* pieces(unit, segmenter.words(unit.text), "word");
    return yield* pieces(unit, trimmed(unit.text, segmenter.sentences(unit.text)), "sentence");
  }
  const warning = CUT_WARNINGS[passage.item.block.type];
  if (level === "passage") return yield* pieces(unit, linesOf(unit.text), "line", warning);
  yield* pieces(unit, segmenter.words(unit.text), "word", warning);
}

function* cutRows(
  unit: Unit,
  starts: readonly number[],
  cuts: ReadonlySet<number> | undefined,
  { from, to }: { readonly from: number; readonly to: number },
): Generator<Unit> {
  let first = from;
  for (let row = from + 1; row <= to; row++) {
    if (row < to && cuts !== undefined && !cuts.has(row)) continue;
    const start = starts[first] ?? 0;
    const end = row < starts.length ? (starts[row] ?? 0) - 1 : unit.passage.text.length;
    const text = unit.passage.text.slice(start, end);
    const separator = first === from ? unit.separator : "\n";
    yield {
      passage: unit.passage,
      level: row - first > 1 ? "rows" : "row",
      separator,
      text,
      start,
      end,
      rows: { from: first, to: row },
    };
    first = row;
  }
}

function* pieces(unit: Unit, stretches: Iterable<Stretch>, level: Level, warning = unit.warning): Generator<Unit> {
  const { passage, text, separator, rows } = unit;
  const own = { passage, level, ...(rows && { rows }), ...(warning && { warning }) };
  let gap = 0;
  let held: Stretch | undefined;
  const piece = ({ start, end }: Stretch): Unit => {
    const before = (gap === 0 ? separator : "") + text.slice(gap, start);
    const place = { start: unit.start + start, end: unit.start + end };
    return { ...own, separator: before, text: text.slice(start, end), ...place };
  };
  for (const stretch of stretches) {
    if (held !== undefined) {
      yield piece(held);
      gap = held.end;
    }
    held = stretch;
  }
  // Blanks at the end, which only rows have, stay.
  if (held !== undefined) yield piece({ start: held.start, end: text.length });
}

/** Without the blanks at their ends. */
function* trimmed(text: string, stretches: Iterable<Stretch>): Generator<Stretch> {
  for (const { start, end } of stretches) {
    const length = text.slice(start, end).trimEnd().length;
    if (length > 0) yield { start, end: start + length };
  }
}

/** Lines that are not blank, with the blanks before them. */
function* linesOf(text: string): Generator<Stretch> {
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const length = text.slice(start, end).trimEnd().length;
    if (length > 0) yield { start, end: start + length };
    start = end + 1;
  }
}
