/** All blocks of one frame in reading order: tables and figures are taken out first, the rest goes into columns, columns into paragraphs. */
import type { LaidOutBlock } from "../../contracts/block.ts";
import type { Box } from "../../contracts/box.ts";
import { findFigures } from "../figure.ts";
import type { Frame } from "../frame.ts";
import type { Line } from "../line.ts";
import type { LinkAt } from "../line-text.ts";
import type { Atom } from "../order/atom.ts";
import { readingOrder } from "../order/reading-order.ts";
import { isMostlyRightToLeft } from "../script.ts";
import { buildSegments } from "../segments.ts";
import { findTables } from "../table/find-tables.ts";
import type { FoundTable } from "../table/found-table.ts";
import type { PageTags } from "../tags/page-tags.ts";
import { taggedDraft, withRole } from "../tags/tagged-draft.ts";
import type { Word } from "../word.ts";
import { buildWords } from "../words.ts";
import { columnBlocks, type Draft } from "./column-blocks.ts";
import { joinColumns, type PlacedDraft } from "./column-joins.ts";
import { markFootnotes } from "./footnotes.ts";
import { NO_HINTS } from "./hints.ts";
import { withoutLineNumbers } from "./line-numbers.ts";
import { nestItems } from "./list-levels.ts";
import { type BlockContext, codeBlock, pageBox, tableBlock, textBlock } from "./make-block.ts";
import { partRunIns } from "./part-run-ins.ts";
import { rowsOf } from "./row.ts";
import { splitRunIn } from "./run-in-heading.ts";

/** Frames with more words than this are laid out without looking for tables. */
const MAX_TABLE_WORDS = 40_000;

export function frameBlocks(
  frame: Frame,
  page: number,
  nextId: () => string,
  linkAt: LinkAt | undefined,
  tags: PageTags | undefined,
): LaidOutBlock[] {
  const words = buildWords(frame);
  if (words.length === 0 && frame.images.length === 0 && frame.drawings.length === 0) return [];
  const { atoms, em } = atomsOf(frame, words);
  const rightToLeft = frame.turn !== "vertical" && isMostlyRightToLeft(words);
  const columns = readingOrder(atoms, em, rightToLeft).map(({ atoms: own, aside }): PlacedDraft[] =>
    columnBlocks(partRunIns(withoutLineNumbers(rowsOf(own, linkAt), linkAt), linkAt), tags).map((draft) => ({
      draft,
      aside,
    })),
  );
  const drafts = joinColumns(markFootnotes(columns, em, frame.height), frame.height);
  const context: BlockContext = { page, linkAt, nextId, toPage: frame.toPage, vocabulary: vocabularyOf(words) };
  return nestItems(
    drafts.flatMap((placed) =>
      splitRunIn(withRole(makeBlock(taggedDraft(placed, tags), context), placed.draft, tags), nextId),
    ),
  );
}

function makeBlock({ draft, aside, note }: PlacedDraft, context: BlockContext): LaidOutBlock {
  if (draft.kind === "table") return tableBlock(draft.table, context);
  if (draft.kind === "figure") return figureBlock(draft, context);
  if (draft.kind === "code") return codeBlock(draft.rows, context);
  if (note) return textBlock("footnote", draft.rows, context);
  return textBlock(aside ? "aside" : draft.kind, draft.rows, context);
}

function figureBlock({ figure }: Extract<Draft, { kind: "figure" }>, context: BlockContext): LaidOutBlock {
  const spans = rowsOf(figure.lines.map(lineAtom), undefined).flatMap((item, at) =>
    "line" in item
      ? item.spans.map((span, part) => (at > 0 && part === 0 ? { ...span, text: `\n${span.text}` } : span))
      : [],
  );
  const text = spans.map((span) => span.text).join("");
  const common = { id: context.nextId(), page: context.page, box: pageBox(context, figure.box), text, spans };
  return { block: { type: "figure", ...common }, hints: NO_HINTS };
}

function lineAtom(line: Line): Atom {
  return { kind: "line", line, left: line.left, right: line.right, top: line.top, bottom: line.bottom };
}

/** Lines, tables and figures as boxes; and the usual size of the text. */
function atomsOf(frame: Frame, words: readonly Word[]): { readonly atoms: Atom[]; readonly em: number } {
  const { width, height, rulings, fills, images, drawings } = frame;
  const found =
    words.length > MAX_TABLE_WORDS
      ? []
      : findTables({ width, height, words, rulings, fills, images, drawings }).filter(
          (table, _, all) =>
            !all.some((other) => other !== table && liesIn(other.box, table.box)) &&
            !isPictures(table.box, images) &&
            !isListing(table) &&
            !isContents(table) &&
            !isRunningText(table) &&
            !isPageFrame(table, width * height),
        );
  const em = usualSize(words);
  const inTables = new Set(found.flatMap(({ cells, drawn }) => [...drawn, ...cells.flatMap((cell) => cell.words)]));
  const segments = buildSegments(inTables.size === 0 ? words : words.filter((word) => !inTables.has(word)));
  const { figures, rest } = findFigures(
    frame,
    { width, height },
    em,
    segments,
    found.map(({ box }) => box),
  );
  const place = ([left, top, right, bottom]: Box) => ({ left, top, right, bottom });
  const atoms: Atom[] = [
    ...rest.map(lineAtom),
    ...found.map((table): Atom => ({ kind: "table", table, ...place(table.box) })),
    ...figures.map((figure): Atom => ({ kind: "figure", figure, ...place(figure.box) })),
  ];
  return { atoms, em };
}

/** Frames around pictures look like the cells of a table. */
const PICTURE_SHARE = 0.45;

function isPictures(table: Box, images: readonly Box[]): boolean {
  let area = 0;
  for (const image of images) {
    const width = Math.min(table[2], image[2]) - Math.max(table[0], image[0]);
    const height = Math.min(table[3], image[3]) - Math.max(table[1], image[1]);
    if (width > 0 && height > 0) area += width * height;
  }
  const whole = (table[2] - table[0]) * (table[3] - table[1]);
  // A picture behind the whole table is its ground.
  return (
    area >= PICTURE_SHARE * whole &&
    area <= 1.2 * whole &&
    !images.some(
      (image) => image[0] <= table[0] && image[1] <= table[1] && image[2] >= table[2] && image[3] >= table[3],
    )
  );
}

function liesIn(inner: Box, outer: Box): boolean {
  return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3];
}

/** How much of the page a frame around its text takes, and how much of the frame's text one cell holds. */
const FRAME_SHARE = 0.4;
const FRAMED_SHARE = 0.5;
const FRAMED_CHARACTERS = 250;

/** Lines around the page's text, or around its head, its text and its foot. */
function isPageFrame({ box, cells }: FoundTable, pageArea: number): boolean {
  if ((box[2] - box[0]) * (box[3] - box[1]) < FRAME_SHARE * pageArea) return false;
  const lengths = cells.map(({ words }) => words.reduce((sum, { text }) => sum + text.length, 0));
  const largest = lengths.reduce((most, length) => Math.max(most, length), 0);
  return largest > FRAMED_CHARACTERS && largest > FRAMED_SHARE * lengths.reduce((sum, length) => sum + length, 0);
}

/** Rows of text with nothing beside it, between two rules: a page with rules at its head and foot. */
const ALONE_SHARE = 0.35;

function isRunningText({ cells, rows, kind }: FoundTable): boolean {
  if (kind === "ruled" || rows < 3) return false;
  const byRow = Array.from({ length: rows }, () => ({ filled: 0, characters: 0 }));
  for (const { row, words } of cells) {
    const entry = byRow[row];
    if (entry === undefined || words.length === 0) continue;
    entry.filled += 1;
    entry.characters += words.reduce((sum, { text }) => sum + text.length, 0);
  }
  const total = byRow.reduce((sum, { characters }) => sum + characters, 0);
  const alone = byRow.filter(({ filled, characters }) => filled === 1 && characters > 40);
  return alone.reduce((sum, { characters }) => sum + characters, 0) > ALONE_SHARE * total;
}

const MONOSPACE_SHARE = 0.7;

/** A program in a frame, with the numbers of its lines beside it. */
function isListing({ cells, columns }: FoundTable): boolean {
  if (columns > 2) return false;
  let characters = 0;
  let monospace = 0;
  for (const { text, style } of cells.flatMap(({ words }) => words)) {
    if (/^\d+$/.test(text)) continue;
    characters += text.length;
    if (style.monospace && !style.hidden) monospace += text.length;
  }
  return monospace > MONOSPACE_SHARE * characters;
}

/** A table of contents is none of these: its titles and pages are joined by leaders. */
function isContents({ cells, rows }: FoundTable): boolean {
  const led = new Set(
    cells
      .filter(
        ({ words }) =>
          words.some(({ text }) => /\.{5,}/.test(text)) || words.filter(({ text }) => text === ".").length >= 5,
      )
      .map(({ row }) => row),
  );
  return led.size >= 3 && led.size >= 0.3 * rows;
}

/** The size that most characters are set in. */
function usualSize(words: readonly Word[]): number {
  const bySize = new Map<number, number>();
  for (const { size, text } of words) {
    const key = Math.round(size * 2) / 2;
    bySize.set(key, (bySize.get(key) ?? 0) + text.length);
  }
  return [...bySize].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [10, 0])[0] || 10;
}

/** Built when it is first asked for: most pages part no word that needs it. */
function vocabularyOf(words: readonly Word[]): () => ReadonlySet<string> {
  let known: Set<string> | undefined;
  return () => {
    known ??= new Set(
      words.flatMap(({ text }) => text.toLowerCase().match(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu) ?? []),
    );
    return known;
  };
}
