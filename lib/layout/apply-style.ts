/** A laid out page becomes a page of the result once the document is settled. */
import type { DocumentStyle, LaidOutBlock, LaidOutPage } from "../contracts/block.ts";
import type { ResultPage } from "../contracts/result.ts";
import type { ResultBlock } from "../contracts/result-block.ts";
import { cutSpans, trimEnd, trimStart } from "./cut-spans.ts";
import { frontMatter } from "./front-matter.ts";
import { foldHeading, headingText, isNumberedHeading, mayBeHeading, numberDepth } from "./heading.ts";
import { type OutlineLevels, outlineLevels } from "./outline-levels.ts";
import { pageText } from "./page-text.ts";
import { splitRunIn } from "./run-in.ts";
import { textOf } from "./span-text.ts";
import { levelOfRole } from "./tags/tagged-headings.ts";

export function applyStyle(page: LaidOutPage, style: DocumentStyle): ResultPage {
  const { settle, outline } = settlerFor(style);
  const found = { front: frontMatter(page, style, outline), alone: standAlone(page, style) };
  const blocks = page.blocks.flatMap((laid, at) => settle(laid, page.blocks[at + 1], found));
  return {
    number: page.number,
    width: page.width,
    height: page.height,
    text: pageText(blocks),
    blocks,
  };
}

/** Texts of the page that may be an entry of the outline by themselves, folded. */
function standAlone({ blocks }: LaidOutPage, { outline }: DocumentStyle): ReadonlySet<string> {
  return new Set(outline.length === 0 ? [] : blocks.filter(mayBeHeading).map((laid) => foldHeading(headingText(laid))));
}

interface PageFindings {
  /** Blocks that are no headings. */
  readonly front: ReadonlySet<string>;
  readonly alone: ReadonlySet<string>;
}

interface Settler {
  readonly outline: OutlineLevels;
  readonly settle: (
    laid: LaidOutBlock,
    next: LaidOutBlock | undefined,
    found: PageFindings,
  ) => ResultBlock | readonly ResultBlock[];
}

const settlers = new WeakMap<DocumentStyle, Settler>();

/** Built once for a document, used for each of its pages. */
function settlerFor(style: DocumentStyle): Settler {
  const known = settlers.get(style);
  if (known !== undefined) return known;
  const furniture = new Map(style.furniture.map(({ id, type }) => [id, type]));
  const joins = new Map(style.joins);
  const levels = new Map(style.headings.map(({ look, level }) => [look, level]));
  const outline = outlineLevels(style.outline);
  const settle: Settler["settle"] = (laid, next, { front, alone }) => {
    const { block } = laid;
    const edge = furniture.get(block.id);
    if (block.id === style.title) return titleBlocks(block, style);
    if (edge !== undefined) return { type: edge, ...common(block) };
    const level = front.has(block.id)
      ? undefined
      : (levelOf(laid, levels, outline, style) ??
        (style.numbered && isNumberedHeading(laid, next) ? numberLevel(laid, style) : undefined));
    if (level !== undefined) return { type: "heading", level, ...withMarker(laid) };
    const parts = splitRunIn(laid, outline, alone);
    if (parts !== undefined) return parts;
    const before = joins.get(block.id);
    return before === undefined ? block : { ...block, continues: before };
  };
  const settler = { outline, settle };
  settlers.set(style, settler);
  return settler;
}

/** The title; and what else a running head says that it stands in. */
function titleBlocks(block: ResultBlock, { title_characters: characters }: DocumentStyle): ResultBlock[] {
  if (characters === null) return [{ type: "title", ...common(block) }];
  const title = trimEnd(cutSpans(block.spans, 0, characters));
  const rest = trimStart(cutSpans(block.spans, characters, block.text.length));
  const { id, page, box } = block;
  const blocks: ResultBlock[] = [{ type: "title", id: `${id}.1`, page, box, text: textOf(title), spans: title }];
  return rest.length === 0 ? blocks : [...blocks, { type: "header", id, page, box, text: textOf(rest), spans: rest }];
}

function common({ id, page, box, text, spans }: ResultBlock) {
  return { id, page, box, text, spans };
}

/** An item that turns out to be a heading gets its number back. */
function withMarker(laid: LaidOutBlock) {
  const { block } = laid;
  const parts = common(block);
  const [first] = block.spans;
  if (block.type !== "list_item" || first === undefined) return parts;
  return {
    ...parts,
    text: headingText(laid),
    spans: [{ ...first, text: `${block.marker} ${first.text}` }, ...block.spans.slice(1)],
  };
}

function levelOf(
  laid: LaidOutBlock,
  levels: ReadonlyMap<string, number>,
  outline: OutlineLevels,
  style: DocumentStyle,
): number | undefined {
  if (!mayBeHeading(laid)) return;
  const { tag_level: least, title } = style;
  const known = outline(headingText(laid), laid.block.page);
  const tag = least === null ? undefined : levelOfRole(laid.hints.role);
  if (known === undefined && least !== null && tag !== undefined)
    return Math.min(6, Math.max(1, tag - least + (title === null ? 1 : 2)));
  const level = levels.get(laid.hints.look);
  if (level === undefined && laid.hints.run_in && style.run_ins) return known ?? runInLevel(style);
  if (level === undefined) return known;
  return known ?? numberedLevel(laid, level, levels);
}

/** Within one look the number tells the level, relative to the look's own. */
function numberedLevel(laid: LaidOutBlock, level: number, levels: ReadonlyMap<string, number>): number {
  const depth = numberDepth(laid);
  const least = Math.min(...levels.values());
  return depth < 2 ? level : Math.min(6, Math.max(level, least + depth - 1));
}

/** Below all others. */
function runInLevel({ headings, title }: DocumentStyle): number {
  return Math.min(6, headings.reduce((most, { level }) => Math.max(most, level), title === null ? 0 : 1) + 1);
}

function numberLevel(laid: LaidOutBlock, { title }: DocumentStyle): number {
  return Math.min(6, numberDepth(laid) + (title === null ? 0 : 1));
}
