/** What the whole document needs to know of one page. */
import type { EdgeBlock, FlowBlock, LaidOutBlock, LaidOutPage, LookCount, PageSummary } from "../contracts/block.ts";
import type { Box } from "../contracts/box.ts";
import type { ResultBlock } from "../contracts/result-block.ts";
import { PAGE_MARKS } from "../contracts/warning.ts";
import { countUndecodable } from "./fold-text.ts";
import { isByline, isLongText, isNumberedHeading, mayBeHeading, numberDepth } from "./heading.ts";
import { countTagged } from "./tags/tagged-headings.ts";
import { titleCandidates } from "./title.ts";

const EDGE_BLOCKS = 4;
/** How far from its edge a block may stand to be a running head or foot, in shares of the page's height. */
const EDGE_SHARE = 0.14;
const MAX_EDGE_CHARACTERS = 160;
const MAX_EDGE_LINES = 4;
const FLOW_BLOCKS = 5;
const MAX_LOOKS = 40;

/** Whether a reader finds anything on the page. */
export function hasText(page: LaidOutPage): boolean {
  return page.blocks.some(isWritten);
}

function isWritten({ block }: LaidOutBlock): boolean {
  return block.type !== "hidden" && block.text.trim() !== "";
}

/** Bounded, however much stands on the page. A page counts as failed when it carries such a warning. */
export function summarisePage(page: LaidOutPage): PageSummary {
  const blocks = page.blocks.filter(isWritten);
  const flow = blocks.filter(({ block }) => FLOW_TYPES.has(block.type));
  return {
    number: page.number,
    characters: blocks.reduce((sum, { block }) => sum + block.text.length, 0),
    looks: countLooks(blocks),
    tagged: countTagged(blocks),
    numbered: blocks.filter((laid, at) => isNumberedHeading(laid, blocks[at + 1])).length,
    run_ins: blocks.filter(({ hints }) => hints.run_in).length,
    edges: edgesOf(page, blocks),
    first: flow.slice(0, FLOW_BLOCKS).map(toFlow),
    last: flow.slice(-FLOW_BLOCKS).map(toFlow),
    titles: titleCandidates(page),
    undecodable: blocks.reduce((sum, { block }) => sum + countUndecodable(block.text), 0),
    failed: page.warnings.some(({ code }) => PAGE_MARKS[code] === "failed"),
    warnings: page.warnings,
    ...(page.security === undefined ? {} : { security: page.security }),
  };
}

const FLOW_TYPES: ReadonlySet<ResultBlock["type"]> = new Set([
  "paragraph",
  "list_item",
  "table",
  "code",
  "quote",
  "formula",
]);

function countLooks(blocks: readonly LaidOutBlock[]): LookCount[] {
  const byLook = new Map<string, LookCount>();
  for (const [at, laid] of blocks.entries()) {
    const { look } = laid.hints;
    if (
      look === "" ||
      laid.block.type === "caption" ||
      laid.block.type === "aside" ||
      (laid.hints.lines <= 6 && isByline(laid.block))
    )
      continue;
    const count = byLook.get(look) ?? {
      look,
      characters: 0,
      short_characters: 0,
      short_blocks: 0,
      leads: 0,
      numbered: [],
    };
    count.characters += laid.block.text.length;
    if (mayBeHeading(laid)) {
      count.short_characters += laid.block.text.length;
      count.short_blocks += 1;
      if (isLongText(blocks[at + 1])) count.leads += 1;
      const depth = numberDepth(laid);
      if (depth > 0) count.numbered[depth - 1] = (count.numbered[depth - 1] ?? 0) + 1;
    }
    byLook.set(look, count);
  }
  return [...byLook.values()]
    .map((count) => ({ ...count, numbered: Array.from(count.numbered, (number) => number ?? 0) }))
    .sort((a, b) => b.characters - a.characters || (a.look < b.look ? -1 : 1))
    .slice(0, MAX_LOOKS);
}

function edgesOf(page: LaidOutPage, blocks: readonly LaidOutBlock[]): EdgeBlock[] {
  const middle = ({ block: { box } }: LaidOutBlock): number => (box[1] + box[3]) / 2;
  const candidates = blocks.filter(
    ({ block, hints }) => hints.lines <= MAX_EDGE_LINES && block.type !== "table" && block.type !== "figure",
  );
  const edge = (name: "top" | "bottom"): EdgeBlock[] =>
    candidates
      .filter((laid) =>
        name === "top" ? middle(laid) < EDGE_SHARE * page.height : middle(laid) > (1 - EDGE_SHARE) * page.height,
      )
      .sort((a, b) => (name === "top" ? middle(a) - middle(b) : middle(b) - middle(a)))
      .slice(0, EDGE_BLOCKS)
      .map(({ block, hints }, place) => ({
        id: block.id,
        edge: name,
        place,
        y: (block.box[1] + block.box[3]) / 2,
        text: edgeText(block),
        look: hints.look,
        lines: hints.lines,
        apart: hints.lines === 1 && standsApart(page, block.box, blocks, name),
      }));
  return [...edge("top"), ...edge("bottom"), ...asides(page, candidates)];
}

/** What stands beside the text of every page is a running head too, wherever it stands. */
function asides(page: LaidOutPage, candidates: readonly LaidOutBlock[]): EdgeBlock[] {
  return candidates
    .filter(({ block }) => block.type === "aside")
    .slice(0, EDGE_BLOCKS)
    .map(({ block, hints }) => {
      const y = (block.box[1] + block.box[3]) / 2;
      const text = edgeText(block);
      const edge = y < page.height / 2 ? "top" : "bottom";
      return { id: block.id, edge, place: EDGE_BLOCKS, y, text, look: hints.look, lines: hints.lines, apart: false };
    });
}

/** The outer margin, in shares of the page's height; and how far from all else a lonely line stands, in points. */
const MARGIN_SHARE = 0.075;
const APART_POINTS = 14;

function standsApart(
  page: LaidOutPage,
  [left, top, right, bottom]: Box,
  blocks: readonly LaidOutBlock[],
  edge: "top" | "bottom",
): boolean {
  const inMargin = edge === "top" ? bottom < MARGIN_SHARE * page.height : top > (1 - MARGIN_SHARE) * page.height;
  return (
    inMargin &&
    blocks.every(({ block: { box } }) => {
      const beside = box[0] < right && left < box[2];
      const distance = edge === "top" ? box[1] - bottom : top - box[3];
      return (
        !beside || distance >= APART_POINTS || (box[1] === top && box[3] === bottom) || distance < -(bottom - top) / 2
      );
    })
  );
}

/** With its marker, if it was taken for an item: `2.` at a page's foot is a number. */
function edgeText(block: ResultBlock): string {
  const marker = block.type === "list_item" ? `${block.marker} ` : block.type === "footnote" ? `${block.mark} ` : "";
  return (marker + block.text).slice(0, MAX_EDGE_CHARACTERS);
}

function toFlow({ block, hints }: LaidOutBlock): FlowBlock {
  const { look, size, starts, ends, full } = hints;
  const flow = {
    id: block.id,
    type: block.type,
    look,
    size,
    starts,
    ends,
    full,
    hyphen: /\p{L}[-\u2010]$/u.test(block.text.slice(-3)),
  };
  if (block.type !== "table") return flow;
  const head = block.cells
    .filter(({ row }) => row === 0)
    .map(({ text }) => text)
    .join("|");
  return { ...flow, columns: block.columns, head: head.slice(0, 200) };
}
