/**
 * Paragraphs: rows of a column that belong together, by their distance, their setting, and where they begin and end.
 * All is relative: to the block's own rows, to the column's usual leading, to the size of the text.
 */

import type { Leading } from "./leading.ts";
import { captionOf, noteMark } from "./marker.ts";
import type { Row } from "./row.ts";
import { beginsHeading } from "./two-headings.ts";

const SIZE_TOLERANCE = 0.08;
const RECOGNISED_SIZE_TOLERANCE = 0.35;
const LEADING_SLACK = 1.22;
/** Text in capitals, raised marks and the like shift baselines by this much. */
const LEADING_SLACK_EMS = 0.12;
const MAX_LEADING_EMS = 3;
const INDENT_EMS = 0.7;
const ALIGNED_EMS = 0.3;
const DEEP_INDENT_EMS = 6;
const CODE_EMS = 2.4;
/** Lines of a program that are numbered belong together over some that are empty. */
const LISTED_EMS = 8;
/** A row counts as bold, italic or monospaced when nearly all of it is. */
const WHOLLY = 0.93;
const BARELY = 0.5;

const SENTENCE_END = /[.!?:;。！？؟]["'”’»)\]]{0,2}$/u;
/** After a colon a sentence may go on. */
const STOP = /[.!?。！？؟]["'”’»)\]]{0,2}$/u;
const OPEN_START = /^[\p{Ll}(]/u;

/** Rows that were taken together so far. */
export interface OpenBlock {
  readonly rows: Row[];
  readonly kind: "text" | "item" | "code" | "caption";
  /** Where most of its rows begin, the first left out. */
  margin: number;
  near: number;
  far: number;
}

export function beginBlock(row: Row, kind: OpenBlock["kind"]): OpenBlock {
  return { rows: [row], kind, margin: Number.POSITIVE_INFINITY, near: row.near, far: row.far };
}

export function extendBlock(block: OpenBlock, row: Row): void {
  block.rows.push(row);
  block.margin = Math.min(block.margin, row.near);
  block.near = Math.min(block.near, row.near);
  block.far = Math.max(block.far, row.far);
}

/** Whether `row` goes on with the block. `far` is where the column ends. */
export function continues(block: OpenBlock, row: Row, leading: Leading, far: number): boolean {
  const last = block.rows.at(-1);
  if (last === undefined || last.rightToLeft !== row.rightToLeft || last.runIn || row.runIn) return false;
  if (block.kind === "code") return goesOnAsCode(last, row);
  if (isCode(row) && isCode(last)) return false;
  const sizes = Math.max(last.line.size, row.line.size);
  const tolerance = last.recognised && row.recognised ? RECOGNISED_SIZE_TOLERANCE : SIZE_TOLERANCE;
  if (Math.abs(last.line.size - row.line.size) > tolerance * sizes) return false;
  if (row.leaders || last.leaders || (captionOf(row) !== undefined && startsCaption(block, row))) return false;
  if (!isNear(last, row, limitFor(block, row, leading)) || changesLook(block, last, row)) return false;
  if (row.marker !== undefined && startsItem(block, row)) return false;
  if (startsNote(block, row) || beginsHeading(block.rows, row, far)) return false;
  return !beginsParagraph(block, last, row);
}

/**
 * Whether `row` goes on with an item whose first rows are bold: it begins where the item's text does, and so does the row after it, or none follows. The
 * text below a heading begins farther out.
 */
export function goesOnInItem(block: OpenBlock, row: Row, next: Row | undefined, leading: Leading): boolean {
  const last = block.rows.at(-1);
  const text = block.rows[0] === undefined ? undefined : textStart(block.rows[0]);
  if (block.kind !== "item" || last === undefined || text === undefined || row.marker !== undefined) return false;
  if (block.rows.some(({ bold }) => bold < WHOLLY * 0.9) || row.bold >= WHOLLY) return false;
  const slack = ALIGNED_EMS * row.line.size;
  const hangs = (one: Row): boolean => Math.abs(one.near - text) <= slack;
  return (
    Math.abs(last.line.size - row.line.size) <= SIZE_TOLERANCE * row.line.size &&
    isNear(last, row, limitFor(block, row, leading)) &&
    hangs(row) &&
    (next === undefined ||
      hangs(next) ||
      next.marker !== undefined ||
      !isNear(row, next, limitFor(block, next, leading)))
  );
}

/** Where the text begins after the marker. */
function textStart({ line, rightToLeft }: Row): number | undefined {
  const second = rightToLeft ? line.words.at(-2) : line.words[1];
  if (second === undefined) return;
  return rightToLeft ? -second.right : second.left;
}

/** A line that names a table or a figure begins a caption; inside of a paragraph it does when the line before it has ended. */
function startsCaption(block: OpenBlock, row: Row): boolean {
  const last = block.rows.at(-1);
  return (
    row.bold > 0.02 || last === undefined || SENTENCE_END.test(last.text) || last.far < block.far - 2 * row.line.size
  );
}

function goesOnAsCode(last: Row, row: Row): boolean {
  return isCode(row) && isBelow(last, row, (row.listed && last.listed ? LISTED_EMS : CODE_EMS) * row.line.size);
}

export function isCode(row: Row): boolean {
  return row.listed || row.monospace >= WHOLLY;
}

function isNear(last: Row, row: Row, limit: number): boolean {
  const overlap = Math.min(last.line.right, row.line.right) - Math.max(last.line.left, row.line.left);
  return isBelow(last, row, limit) && overlap > 0;
}

function isBelow(last: Row, row: Row, limit: number): boolean {
  const distance = row.line.base - last.line.base;
  return distance > 0 && distance <= limit;
}

function limitFor(block: OpenBlock, row: Row, leading: Leading): number {
  const { size } = row.line;
  const own = ownLeading(block.rows);
  return Math.min(LEADING_SLACK * (own ?? leading(size)) + LEADING_SLACK_EMS * size, MAX_LEADING_EMS * size);
}

function ownLeading(rows: readonly Row[]): number | undefined {
  if (rows.length < 3) return;
  const [first, last] = [rows[0], rows.at(-1)];
  return first === undefined || last === undefined ? undefined : (last.line.base - first.line.base) / (rows.length - 1);
}

/**
 * A row wholly bold ends before one that begins otherwise, and the other way round. Any other change of the whole setting counts where the line before has
 * ended: a heading in a font of its own.
 */
function changesLook(block: OpenBlock, last: Row, row: Row): boolean {
  const startsBold = row.spans[0]?.bold === true;
  const endsBold = last.spans.at(-1)?.bold === true;
  if (last.bold >= WHOLLY && row.bold < WHOLLY && !startsBold) return true;
  if (row.bold >= WHOLLY && last.bold < WHOLLY && !endsBold) return true;
  if (last.bold >= WHOLLY && row.bold < BARELY) return true;
  if (last.setting === row.setting || (last.setting === undefined && block.rows.length > 1)) return false;
  const ended = last.far < Math.max(block.far, row.far) - row.firstWidth - 0.5 * row.line.size;
  if (row.setting === undefined || last.setting === undefined)
    return (
      ended &&
      row.spans[0]?.font !== last.spans[0]?.font &&
      last.setting !== undefined &&
      block.rows.every(({ setting }) => setting === last.setting) &&
      last.far - last.near < 0.7 * (Math.max(block.far, row.far) - block.near)
    );
  return ended;
}

/** A marker begins an item in a list; in running text only where the line before it has ended or the row hangs out. */
function startsItem(block: OpenBlock, row: Row): boolean {
  if (row.marker?.ordered === false || block.kind === "item") return true;
  const last = block.rows.at(-1);
  const ended = last !== undefined && (SENTENCE_END.test(last.text) || last.far < block.far - 2 * row.line.size);
  return ended || (block.rows.length > 1 && row.near < block.margin - INDENT_EMS * row.line.size);
}

/** The next of several notes: it has a mark as the first has, raised, a sign, or the next number. */
function startsNote(block: OpenBlock, row: Row): boolean {
  const mark = noteMark(row.spans);
  const first = mark === undefined ? undefined : noteMark(block.rows[0]?.spans ?? []);
  if (mark === undefined || first === undefined) return false;
  if (row.spans[0]?.script === "super" || !/^\d/.test(mark)) return true;
  return Number(mark) === Number(first) + 1 && SENTENCE_END.test(block.rows.at(-1)?.text ?? "");
}

/** How many of a block's last rows are looked at; bounds the work. */
const RECENT_ROWS = 40;

function beginsParagraph(block: OpenBlock, last: Row, row: Row): boolean {
  const { size } = row.line;
  if (isCentred(block, row)) return false;
  if (endsShort(block, last, row)) return true;
  if (block.rows.length === 1) {
    const indent = row.near - last.near;
    // A first line may be indented, or hang out before all others: then the sentence goes on.
    return (
      indent > INDENT_EMS * size &&
      indent < DEEP_INDENT_EMS * size &&
      SENTENCE_END.test(last.text) &&
      !OPEN_START.test(row.text) &&
      block.kind === "text"
    );
  }
  const indent = row.near - block.margin;
  if (indent > INDENT_EMS * size) return !isFlushFar(block, row);
  // Hangs out where the others of the block are indented: the next entry of a list without markers.
  const first = block.rows[0];
  const hanging = first !== undefined && block.margin - first.near > INDENT_EMS * size;
  return hanging && Math.abs(row.near - first.near) <= ALIGNED_EMS * size;
}

/** The last line left room for the first word of this one: nobody breaks a line there but at the end of a paragraph. */
function endsShort(block: OpenBlock, last: Row, row: Row): boolean {
  const { size } = row.line;
  const far = Math.max(block.far, row.far);
  const room = far - last.far - row.firstWidth - 0.35 * size;
  if (room <= 0) return false;
  // Set ragged, narrow columns leave some room; and a word is not always where it would have fitted.
  const sure = room > 1.5 * size || SENTENCE_END.test(last.text);
  return sure && !(OPEN_START.test(row.text) && !STOP.test(last.text) && room < 0.3 * (far - block.near));
}

/** Begins where the rows of a centred block would, or one that is set flush to its far side. */
function isCentred(block: OpenBlock, row: Row): boolean {
  const first = block.rows[0];
  if (first === undefined) return false;
  const { size } = row.line;
  const middle = (of: Row): number => (of.near + of.far) / 2;
  const rows = block.rows.slice(-RECENT_ROWS);
  const centred = rows.every((other) => Math.abs(middle(other) - middle(row)) <= 0.6 * size);
  return centred && rows.some((other) => Math.abs(other.near - row.near) > ALIGNED_EMS * size);
}

/** Set flush to the far side: rows end at one place, and each begins at its own. */
function isFlushFar(block: OpenBlock, row: Row): boolean {
  const rows = block.rows.slice(-RECENT_ROWS);
  const slack = ALIGNED_EMS * row.line.size;
  const share = (begin: number): number =>
    rows.filter((other) => Math.abs(other.near - begin) <= slack).length / rows.length;
  return (
    rows.length > 1 &&
    rows.every((other) => Math.abs(other.far - row.far) <= slack) &&
    share(row.near) <= 0.2 &&
    share(block.margin) <= 0.5
  );
}
