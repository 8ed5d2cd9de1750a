/** What goes on from one column to the next. */

import type { Draft } from "./column-blocks.ts";
import { seam } from "./hyphen.ts";
import type { Row } from "./row.ts";

export interface PlacedDraft {
  readonly draft: Draft;
  /** Stands in the margin. */
  readonly aside: boolean;
  /** A note at the foot of its column. */
  readonly note?: boolean;
}

const SENTENCE_END = /[.!?:。！？؟]["'”’»)\]]{0,2}$/u;
const LOWER_START = /^[("'“‘[]?\p{Ll}/u;
const SAME_SIZE = 0.06;

/** One list of drafts; a paragraph that goes on in the next column is one, and stands where it begins. `height` is the page's. */
export function joinColumns(columns: readonly (readonly PlacedDraft[])[], height: number): PlacedDraft[] {
  const isRunning = (placed: PlacedDraft): boolean => isText(placed) && !isEdge(placed, height);
  const joined: PlacedDraft[] = [];
  for (const column of columns) {
    const head = column.findIndex(isRunning);
    const tail = joined.findLastIndex(isRunning);
    const [a, b] = [joined[tail], column[head]];
    if (
      a !== undefined &&
      b !== undefined &&
      onlyFloats(joined.slice(tail + 1)) &&
      onlyFloats(column.slice(0, head)) &&
      goesOn(a.draft, b.draft)
    ) {
      joined[tail] = { ...a, draft: unite(a.draft, b.draft) };
      for (const [index, placed] of column.entries()) if (index !== head) joined.push(placed);
    } else for (const placed of column) joined.push(placed);
  }
  return joinOverFloats(joined, isRunning);
}

/** A paragraph that a table or a figure parts goes on before it. */
function joinOverFloats(drafts: readonly PlacedDraft[], isRunning: (placed: PlacedDraft) => boolean): PlacedDraft[] {
  const joined: PlacedDraft[] = [];
  let last = -1;
  for (const placed of drafts) {
    const before = joined[last];
    const floats = joined.length - 1 - last;
    if (
      before !== undefined &&
      floats > 0 &&
      isRunning(placed) &&
      joined.slice(last + 1).every(isFloat) &&
      goesOn(before.draft, placed.draft)
    ) {
      joined[last] = { ...before, draft: unite(before.draft, placed.draft) };
      continue;
    }
    joined.push(placed);
    if (isRunning(placed)) last = joined.length - 1;
  }
  return joined;
}

function isFloat({ draft, note }: PlacedDraft): boolean {
  return note === true || draft.kind === "table" || draft.kind === "figure" || draft.kind === "caption";
}

/** The outer margin, in shares of the page's height. */
const MARGIN_SHARE = 0.075;

/** A line alone in the outer margin is a running head or foot, whatever follows it. */
function isEdge({ draft }: PlacedDraft, height: number): boolean {
  if (!("rows" in draft) || draft.rows.length !== 1) return false;
  const [row] = draft.rows;
  return row !== undefined && (row.line.bottom < MARGIN_SHARE * height || row.line.top > (1 - MARGIN_SHARE) * height);
}

function isText({ draft, aside, note }: PlacedDraft): boolean {
  return !aside && !note && (draft.kind === "text" || draft.kind === "item");
}

function onlyFloats(between: readonly PlacedDraft[]): boolean {
  return between.every((placed) => placed.note || placed.aside || !["code"].includes(placed.draft.kind));
}

function goesOn(a: Draft, b: Draft): boolean {
  if (!("rows" in a && "rows" in b) || b.kind !== "text") return false;
  const [last, first] = [a.rows.at(-1), b.rows[0]];
  if (last === undefined || first === undefined || last.rightToLeft !== first.rightToLeft) return false;
  const sizes = Math.max(last.line.size, first.line.size);
  if (Math.abs(last.line.size - first.line.size) > SAME_SIZE * sizes || last.bold > 0.9 !== first.bold > 0.9)
    return false;
  if (seam(last.text, first.text).cut > 0) return true;
  return !SENTENCE_END.test(last.text) && (LOWER_START.test(first.text) || isFull(a.rows, last));
}

/** Whether the last row goes as far as the longest. A single row says nothing. */
function isFull(rows: readonly Row[], last: Row): boolean {
  const far = rows.reduce((most, row) => Math.max(most, row.far), last.far);
  return rows.length > 2 && far - last.far < 2 * last.line.size;
}

function unite(a: Draft, b: Draft): Draft {
  return "rows" in a && "rows" in b ? { kind: a.kind, rows: [...a.rows, ...b.rows] } : a;
}
