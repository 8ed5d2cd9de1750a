/** Notes at the foot of a page's columns: set smaller, below everything else, each with a mark before it. */
import type { Draft } from "./column-blocks.ts";
import type { PlacedDraft } from "./column-joins.ts";
import { noteMark } from "./marker.ts";
import type { Row } from "./row.ts";

/** Notes are set smaller than the text, in ems of it. */
const NOTE_SIZE = 0.93;
/** Notes begin below this share of the page's height. */
const FOOT_SHARE = 0.45;
const OPEN_START = /^[("'“‘[]?\p{Ll}/u;

type TextDraft = Extract<Draft, { readonly rows: readonly Row[] }>;

/**
 * Marks the notes among the blocks of each column. A mark that is not raised must be raised somewhere in the text; blocks without a mark stay what they are,
 * unless they go on with the note before them. What is small below a table is the table's. `em` is the size of the page's text.
 */
export function markFootnotes(
  columns: readonly (readonly PlacedDraft[])[],
  em: number,
  height: number,
): PlacedDraft[][] {
  const called = raisedMarks(columns);
  return columns.map((column) => {
    const from = footOf(column, em);
    if (from <= 0 || column[from - 1]?.draft.kind === "table") return [...column];
    const notes: PlacedDraft[] = [];
    for (const placed of column.slice(from)) {
      const before = notes.at(-1);
      if (before !== undefined && goesOn(before, placed)) notes[notes.length - 1] = unite(before, placed);
      else notes.push(...notesOf(placed, called, height));
    }
    return [...column.slice(0, from), ...notes];
  });
}

/** Where the small blocks at the end of a column begin. */
function footOf(column: readonly PlacedDraft[], em: number): number {
  let at = column.length;
  while (at > 0 && isSmall(column[at - 1], em)) at -= 1;
  return at;
}

function isSmall(placed: PlacedDraft | undefined, em: number): boolean {
  if (placed === undefined) return false;
  const { draft } = placed;
  return (
    (draft.kind === "text" || draft.kind === "item") && draft.rows.every(({ line }) => line.size <= NOTE_SIZE * em)
  );
}

function notesOf(placed: PlacedDraft, called: ReadonlySet<string>, height: number): PlacedDraft[] {
  const { draft, aside } = placed;
  const [first] = "rows" in draft ? draft.rows : [];
  if (!("rows" in draft) || first === undefined || aside || first.line.base < FOOT_SHARE * height) return [placed];
  if (!startsNote(first, called)) return [placed];
  return splitNotes(draft, called).map((one) => ({ ...placed, draft: one, note: true }));
}

/** Whether what has no mark of its own is the rest of a note's sentence. */
function goesOn(note: PlacedDraft, { draft, aside }: PlacedDraft): boolean {
  const [first] = "rows" in draft ? draft.rows : [];
  return note.note === true && !aside && draft.kind === "text" && first !== undefined && OPEN_START.test(first.text);
}

function unite(note: PlacedDraft, { draft }: PlacedDraft): PlacedDraft {
  if (!("rows" in note.draft && "rows" in draft)) return note;
  return { ...note, draft: { kind: note.draft.kind, rows: [...note.draft.rows, ...draft.rows] } };
}

function startsNote(row: Row, called: ReadonlySet<string>): boolean {
  const mark = noteMark(row.spans);
  // A number by itself is the page's.
  if (mark === undefined || row.text.trim().length <= mark.length + 1) return false;
  return row.spans[0]?.script === "super" || !/^\d/.test(mark) || called.has(mark);
}

/** A row that begins with a raised mark begins a note of its own, where the notes are set without any space between them. */
function splitNotes({ kind, rows }: TextDraft, called: ReadonlySet<string>): TextDraft[] {
  const parts: Row[][] = [];
  for (const row of rows) {
    const raised = row.spans[0]?.script === "super" || /^[*†‡§¶]/u.test(row.text);
    const open = parts.at(-1);
    if (open === undefined || (raised && startsNote(row, called))) parts.push([row]);
    else open.push(row);
  }
  return parts.map((part, at) => ({ kind: at === 0 ? kind : "text", rows: part }));
}

/** All that is raised in the text, marks that stand together apart. */
function raisedMarks(columns: readonly (readonly PlacedDraft[])[]): ReadonlySet<string> {
  const marks = new Set<string>();
  for (const { draft } of columns.flat()) {
    if (!("rows" in draft)) continue;
    for (const { text, script } of draft.rows.flatMap(({ spans }) => spans))
      if (script === "super") for (const mark of text.split(/[\s,;]+/)) marks.add(mark);
  }
  return marks;
}
