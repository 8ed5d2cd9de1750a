/** Pages of a result written by hand, and what the renderers make of them. */
import { Readable } from "node:stream";
import { text as wholeText } from "node:stream/consumers";
import {
  RESULT_SCHEMA_VERSION,
  type ResultFormat,
  type ResultFrame,
  type ResultPage,
} from "../../lib/contracts/result.ts";
import type { BlockOf, Cell, ResultBlock, Span } from "../../lib/contracts/result-block.ts";
import { NO_FINDINGS } from "../../lib/contracts/security-report.ts";
import { render } from "../../lib/layout/render/render.ts";

const box: [number, number, number, number] = [0, 0, 1, 1];

export const frame: ResultFrame = {
  schema_version: RESULT_SCHEMA_VERSION,
  document: {
    name: "a.pdf",
    sha256: "00",
    size_bytes: 1,
    pages_total: 2,
    title: null,
    author: null,
    language: null,
    pdf_version: "1.4",
    outline: [],
    attachments: [],
  },
  receipt: {
    engine: "test",
    pages_total: 2,
    pages_selected: 2,
    pages_extracted: 2,
    pages_empty: [],
    pages_failed: [],
    pages_truncated: [],
    pages_undecodable: [],
    pages_ocr: [],
    characters: 9,
    characters_undecodable: 0,
    characters_outside_pages: 0,
    fonts_undecodable: [],
  },
  warnings: [],
  security: NO_FINDINGS,
};

export function span(text: string, style: Partial<Omit<Span, "text">> = {}): Span {
  return { text, font: "Any", size: 10, ...style };
}

/** A text, or spans of several styles. */
type Text = string | readonly Span[];

function said(text: Text): { text: string; spans: Span[] } {
  const spans = typeof text === "string" ? [span(text)] : [...text];
  return { text: spans.map((each) => each.text).join(""), spans };
}

/** What a block has besides its type, its place and its text. */
type Own<T extends ResultBlock["type"]> = Omit<
  BlockOf<T>,
  "type" | "id" | "page" | "box" | "text" | "spans" | "continues"
>;
type Placed = { readonly id?: string; readonly continues?: string };

/** A block without a place; `pageOf` gives it one. */
export type Draft = Omit<ResultBlock, "id" | "page"> & Placed;

export function block<T extends ResultBlock["type"]>(type: T, text: Text, own: Own<T> & Placed): Draft {
  return { type, box, ...said(text), ...own } as Draft;
}

export const paragraph = (text: Text, placed: Placed = {}): Draft => block("paragraph", text, placed);

export const item = (marker: string, text: Text, level = 1): Draft =>
  block("list_item", text, { level, marker, ordered: /[\p{L}\p{N}]/u.test(marker) });

export function cell(row: number, column: number, text: Text, own: Partial<Cell> = {}): Cell {
  return { row, column, row_span: 1, column_span: 1, header: false, box, ...said(text), ...own };
}

/** A table of texts; the first `headers` rows are header cells. */
export function table(rows: readonly (readonly string[])[], headers = 1, placed: Placed = {}): Draft {
  const cells = rows.flatMap((texts, row) =>
    texts.map((text, column) => cell(row, column, text, { header: row < headers })),
  );
  return tableOf(cells, placed);
}

export function tableOf(cells: readonly Cell[], placed: Placed = {}): Draft {
  const most = (end: (each: Cell) => number) => Math.max(1, ...cells.map(end));
  const rows = most(({ row, row_span }) => row + row_span);
  const columns = most(({ column, column_span }) => column + column_span);
  return {
    type: "table",
    box,
    text: cells.map(({ text }) => text).join("\t"),
    spans: [],
    rows,
    columns,
    cells: [...cells],
    ...placed,
  } as Draft;
}

/** Blocks that are given no id have `p<page>-<place>`. */
export function pageOf(number: number, drafts: readonly Draft[]): ResultPage {
  const blocks = drafts.map((draft, place) => ({ id: `p${number}-${place}`, page: number, ...draft }) as ResultBlock);
  return { number, width: 612, height: 792, text: blocks.map(({ text }) => text).join("\n\n"), blocks };
}

/** Pages from 1 on, each of these blocks. */
export const pagesOf = (...pages: readonly (readonly Draft[])[]): ResultPage[] =>
  pages.map((drafts, index) => pageOf(index + 1, drafts));

export async function* streamed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** The pages in a format, as one text. */
export async function written(
  format: ResultFormat,
  pages: readonly ResultPage[],
  document: Partial<ResultFrame["document"]> = {},
): Promise<string> {
  const whole = { ...frame, document: { ...frame.document, ...document } };
  return await wholeText(Readable.from(render(format, whole, streamed(pages))));
}
