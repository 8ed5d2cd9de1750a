/** What a chunk holds of one passage: an item of the flow again, for the writer of Markdown, and where on the pages it stands. */
import type { Box } from "../contracts/box.ts";
import { cutSpans } from "../layout/cut-spans.ts";
import type { FlowBlock, FlowSpan, FlowTable } from "../layout/render/flow.ts";
import type { BlockPassage, Passage, TablePassage } from "./passage.ts";
import { boxOfRows, type RowRange, tableOfRows } from "./table-part.ts";
import type { Unit } from "./unit.ts";

export interface Slice {
  readonly passage: Passage;
  readonly start: number;
  readonly end: number;
  /** Of a table. */
  readonly from: number;
  readonly to: number;
}

export interface Place {
  readonly block: string;
  readonly page: number;
  readonly box: Box;
}

/** Units that stand one behind the other in their passage are one slice. */
export function slicesOf(units: readonly Unit[]): Slice[] {
  const slices: Slice[] = [];
  for (const { passage, start, end, rows } of units) {
    const last = slices.at(-1);
    const from = rows?.from ?? 0;
    const to = rows?.to ?? 0;
    if (last?.passage === passage) slices[slices.length - 1] = { ...last, end, to };
    else slices.push({ passage, start, end, from, to });
  }
  return slices;
}

export function placesOf({ passage, start, end, from, to }: Slice): Place[] {
  if (passage.kind === "table") {
    const table = passage.item.block;
    return [{ block: table.id, page: table.page, box: boxOfRows({ ...passage.plan.rows, from, to }) }];
  }
  const { parts } = passage.item;
  // What stands before the text, a marker, belongs to its beginning.
  const [first, last] = [Math.max(0, start - passage.bodyStart), Math.max(1, end - passage.bodyStart)];
  return parts
    .filter((part, at) => part.start < last && (parts[at + 1]?.start ?? Number.POSITIVE_INFINITY) > first)
    .map(({ id, page, box }) => ({ block: id, page, box }));
}

/** Only the beginning of a block has its marker, and a list its item; the rest of it is a paragraph. `notes` are those that marks may lead to. */
export function blockItem(passage: BlockPassage, { start, end }: Slice, notes: ReadonlySet<string>): FlowBlock {
  const { item, text, bodyStart } = passage;
  const whole = start === 0 && end === text.length;
  const own = whole ? item.spans : cutSpans(item.spans, Math.max(0, start - bodyStart), Math.max(0, end - bodyStart));
  const cut = own.map((span) => withoutNote(span, notes));
  if (whole || start === 0 || item.block.type === "code") return { ...item, spans: cut };
  const { id, page, box } = item.block;
  return { ...item, block: { type: "paragraph", id, page, box, text: "", spans: [] }, spans: cut };
}

function withoutNote(span: FlowSpan, notes: ReadonlySet<string>): FlowSpan {
  if (span.note === undefined || notes.has(span.note)) return span;
  const { note: _, ...rest } = span;
  return rest;
}

/** Whether it begins or ends inside of a row. */
export function cutsRow({ plan: { starts }, text }: TablePassage, { start, end, from, to }: Slice): boolean {
  return start !== (starts[from] ?? 0) || end !== (to < starts.length ? (starts[to] ?? 0) - 1 : text.length);
}

/** What is left of a table where a row is cut: its text. */
export function textItem({ item, text }: TablePassage, { start, end }: Slice): FlowBlock {
  const { id, page, box } = item.block;
  const spans = [{ text: text.slice(start, end), font: "", size: 0 }];
  return {
    kind: "block",
    block: { type: "paragraph", id, page, box, text: "", spans: [] },
    spans,
    parts: [{ id, page, box, start: 0 }],
  };
}

/** The rows as a table, behind the header if there is one to be repeated. */
export function tableItem(
  passage: TablePassage,
  { from, to }: Slice,
  header: RowRange | null,
  goesOn: boolean,
): FlowTable {
  const table = passage.item.block;
  const all = header === null && from === 0 && to >= passage.plan.starts.length;
  const rows = { ...passage.plan.rows, from, to };
  const block = all ? table : tableOfRows(header === null ? [rows] : [header, rows]);
  return { kind: "table", block, goesOn, repeatedRows: goesOn && from === 0 ? passage.plan.repeats : 0 };
}
