/** From drafts to blocks of the result, as far as one page tells, with the hints that settling the document asks for. */
import type { LaidOutBlock } from "../../contracts/block.ts";
import type { Box } from "../../contracts/box.ts";
import type { Cell, ResultBlock, Span } from "../../contracts/result-block.ts";
import { type LinkAt, lineText } from "../line-text.ts";
import { isMostlyRightToLeft } from "../script.ts";
import { buildSegments } from "../segments.ts";
import { textOf } from "../span-text.ts";
import type { FoundTable } from "../table/found-table.ts";
import { hintsOf, NO_HINTS } from "./hints.ts";
import { appendSpans, type Vocabulary, withoutSoftHyphens } from "./hyphen.ts";
import { noteMark } from "./marker.ts";
import type { Row } from "./row.ts";

/** What all blocks of a page are made with. */
export interface BlockContext {
  readonly page: number;
  readonly linkAt: LinkAt | undefined;
  readonly vocabulary: Vocabulary;
  readonly toPage: (box: Box) => Box;
  /** The next block's id. */
  readonly nextId: () => string;
}

/** The box in points of the page, two decimals. */
export function pageBox({ toPage }: Pick<BlockContext, "toPage">, box: Box): Box {
  const [left, top, right, bottom] = toPage(box);
  return [rounded(left), rounded(top), rounded(right), rounded(bottom)];
}

function rounded(points: number): number {
  return Math.round(points * 100) / 100;
}

function boxOf(rows: readonly Row[]): Box {
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const { line } of rows) {
    left = Math.min(left, line.left);
    top = Math.min(top, line.top);
    right = Math.max(right, line.right);
    bottom = Math.max(bottom, line.bottom);
  }
  return [left, top, right, bottom];
}

export function joinSpans(parts: readonly (readonly Span[])[], vocabulary: Vocabulary): Span[] {
  return withoutSoftHyphens(joinParts(parts, vocabulary));
}

/** So many lines are joined one after the other. */
const FEW_PARTS = 24;

/** By halves: looking at the end of a text that grows line by line costs its whole length each time. */
function joinParts(parts: readonly (readonly Span[])[], vocabulary: Vocabulary): Span[] {
  if (parts.length > FEW_PARTS) {
    const half = parts.length >> 1;
    const spans = joinParts(parts.slice(0, half), vocabulary);
    appendSpans(spans, joinParts(parts.slice(half), vocabulary), vocabulary);
    return spans;
  }
  const spans: Span[] = [];
  for (const part of parts) appendSpans(spans, part, vocabulary);
  return spans;
}

/** A block of text that may have pieces in several columns: `rows` stand in the order of reading. */
export function textBlock(
  kind: "text" | "item" | "caption" | "footnote" | "aside",
  rows: readonly Row[],
  context: BlockContext,
): LaidOutBlock {
  let spans = joinSpans(
    rows.map((row) => row.spans),
    context.vocabulary,
  );
  const common = { id: context.nextId(), page: context.page, box: pageBox(context, boxOf(rows)) };
  const hints = (text: string) => hintsOf(rows, spans, text);
  if (kind === "item") {
    const marker = rows[0]?.marker ?? { text: "", ordered: false };
    spans = cutStart(spans, marker.text);
    const text = textOf(spans);
    return {
      block: { type: "list_item", level: 1, marker: marker.text, ordered: marker.ordered, ...common, text, spans },
      hints: hints(text),
    };
  }
  if (kind === "footnote") {
    const mark = noteMark(spans) ?? "";
    spans = cutStart(spans, mark);
    const text = textOf(spans);
    return { block: { type: "footnote", mark, ...common, text, spans }, hints: hints(text) };
  }
  const text = textOf(spans);
  return { block: { type: kind === "text" ? "paragraph" : kind, ...common, text, spans }, hints: hints(text) };
}

/** The spans without the characters of `start` and the spaces after it. */
function cutStart(spans: readonly Span[], start: string): Span[] {
  let left = start.replace(/\s/g, "").length;
  const rest: Span[] = [];
  for (const span of spans) {
    if (left > 0 || rest.length === 0) {
      let at = 0;
      for (; at < span.text.length && (left > 0 || /\s/.test(span.text[at] ?? "")); at++)
        if (!/\s/.test(span.text[at] ?? "")) left -= 1;
      if (at < span.text.length) rest.push({ ...span, text: span.text.slice(at) });
    } else rest.push(span);
  }
  return rest;
}

const NARROWEST_CHARACTER_EMS = 0.3;
const DEEPEST_INDENT = 120;

/** Lines stay; where each begins is counted in characters from the leftmost. */
export function codeBlock(rows: readonly Row[], context: BlockContext): LaidOutBlock {
  const [left] = boxOf(rows);
  const spans: Span[] = [];
  let before: Row | undefined;
  for (const row of rows) {
    const { line } = row;
    const width = Math.max(characterWidth(row), NARROWEST_CHARACTER_EMS * line.size);
    const indent = " ".repeat(Math.min(DEEPEST_INDENT, Math.max(0, Math.round((line.left - left) / width))));
    const blank = before !== undefined && line.base - before.line.base > 1.8 * line.size ? "\n" : "";
    const start = before === undefined ? indent : `\n${blank}${indent}`;
    for (const [at, span] of spacedOut(row, width).entries())
      spans.push(at === 0 ? { ...span, text: start + span.text } : { ...span });
    before = row;
  }
  const text = textOf(spans);
  const common = { id: context.nextId(), page: context.page, box: pageBox(context, boxOf(rows)), text, spans };
  return { block: { type: "code", ...common }, hints: hintsOf(rows, spans, text) };
}

/** All are as wide; the spaces between words do not count, since more of them may lie there than are known yet. */
function characterWidth({ line }: Row): number {
  let width = 0;
  let characters = 0;
  for (const { left, right, text } of line.words) {
    width += right - left;
    characters += text.length;
  }
  return width / (characters || 1);
}

/** The spans of a row of code; spaces are counted by the width of a character. */
function spacedOut(row: Row, width: number): readonly Span[] {
  const [first] = row.spans;
  const [word] = row.line.words;
  if (row.rightToLeft || first === undefined || word === undefined) return row.spans;
  let text = "";
  for (const one of row.line.words) {
    const column = Math.round((one.left - word.left) / width);
    const gap = one === word ? 0 : Math.max(column - text.length, one.spaced ? 1 : 0);
    text += " ".repeat(Math.min(gap, DEEPEST_INDENT)) + one.text;
  }
  return [{ ...first, text }];
}

/** Cells of a found table with their texts. */
export function tableBlock(table: FoundTable, context: BlockContext): LaidOutBlock {
  // In a table that is read from right to left the first column is the rightmost.
  const mirrored = isMostlyRightToLeft(table.cells.flatMap(({ words }) => words));
  const cells = table.cells.map((cell): Cell => {
    const lines =
      cell.words.length === 0 ? [] : buildSegments(cell.words).map((line) => lineText(line, context.linkAt).spans);
    const spans = joinSpans(lines, context.vocabulary);
    return {
      row: cell.row,
      column: mirrored ? table.columns - cell.column - cell.columnSpan : cell.column,
      row_span: cell.rowSpan,
      column_span: cell.columnSpan,
      header: cell.header,
      box: pageBox(context, cell.box),
      text: textOf(spans),
      spans,
    };
  });
  cells.sort((a, b) => a.row - b.row || a.column - b.column);
  const rows = Array.from({ length: table.rows }, (_, row) =>
    cells
      .filter((cell) => cell.row === row)
      .map(({ text }) => text)
      .join("\t"),
  );
  const block: ResultBlock = {
    type: "table",
    id: context.nextId(),
    page: context.page,
    box: pageBox(context, table.box),
    rows: table.rows,
    columns: table.columns,
    cells,
    text: rows.join("\n"),
    spans: [],
  };
  return { block, hints: NO_HINTS };
}
