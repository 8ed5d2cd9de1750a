/** One page: from glyphs to blocks in reading order. Knows nothing of the other pages. */
import type { LaidOutBlock, LaidOutPage } from "../contracts/block.ts";
import type { Box } from "../contracts/box.ts";
import type { PageContent, PageLink } from "../contracts/page-content.ts";
import type { Warning } from "../contracts/warning.ts";
import { frameBlocks } from "./block/frame-blocks.ts";
import { NO_HINTS } from "./block/hints.ts";
import { hiddenBlocks, slantedBlocks } from "./block/loose-blocks.ts";
import { pageBox } from "./block/make-block.ts";
import { markContents } from "./block/table-of-contents.ts";
import { countUndecodable } from "./fold-text.ts";
import type { Frame } from "./frame.ts";
import { splitIntoFrames } from "./frames.ts";
import type { LinkAt } from "./line-text.ts";
import { describeFigures } from "./tags/figure-alts.ts";
import { readTags } from "./tags/page-tags.ts";

/**
 * Lays a page out: what runs in the direction of most of its text first, then what is turned, then what is laid over it, what is
 * filled in, and what is hidden. Never throws for what stands on a page; work is bounded by what the engine hands over.
 */
export function layOutPage(page: PageContent): LaidOutPage {
  const tags = readTags(page);
  const { frames, slanted, hidden } = splitIntoFrames(page);
  let next = 0;
  const nextId = (): string => {
    next += 1;
    return `p${page.number}-${next}`;
  };
  const blocks = frames.flatMap((frame, at) => {
    const own = frameBlocks(
      at === 0 ? frame : withoutDrawings(frame),
      page.number,
      nextId,
      linkFinder(page.links, frame),
      tags,
    );
    return at === 0 ? own : own.map(asAside);
  });
  blocks.push(
    ...slantedBlocks(page, slanted, nextId).map(asAside),
    ...fieldBlocks(page, nextId),
    ...annotationBlocks(page, nextId),
  );
  if (hidden !== undefined) for (const laid of hiddenBlocks(page, hidden, nextId)) blocks.push(laid);
  return {
    number: page.number,
    width: page.width,
    height: page.height,
    blocks: describeFigures(markContents(withoutNoise(blocks)), page.structure),
    warnings: warningsOf(page, blocks),
  };
}

/** Drawings belong to the first frame: a figure is not found twice. */
function withoutDrawings(frame: Frame): Frame {
  return { ...frame, images: [], drawings: [] };
}

/** Text of which more than this share could not be decoded tells a reader nothing. */
const NOISE_SHARE = 0.5;

/** Labels that could not be decoded become part of what is drawn, unless most of the page is so. */
function withoutNoise(blocks: LaidOutBlock[]): LaidOutBlock[] {
  const sizes = blocks.map(({ block }) => (block.text.includes("\uFFFD") ? countUndecodable(block.text) : 0));
  const lost = sizes.reduce((sum, size) => sum + size, 0);
  if (lost === 0 || lost > NOISE_SHARE * blocks.reduce((sum, { block }) => sum + block.text.length, 0)) return blocks;
  return blocks.map((laid, at) => {
    const { block } = laid;
    const noise = (sizes[at] ?? 0) > NOISE_SHARE * block.text.replace(/\s/g, "").length;
    if (!noise || (block.type !== "paragraph" && block.type !== "list_item" && block.type !== "aside")) return laid;
    const { id, page, box, text, spans } = block;
    return { block: { type: "figure", id, page, box, text, spans }, hints: NO_HINTS };
  });
}

/** Turned text beside upright text is a stamp or a label; a table on its side stays one. */
function asAside(laid: LaidOutBlock): LaidOutBlock {
  const { block } = laid;
  return block.type === "paragraph" || block.type === "list_item"
    ? {
        ...laid,
        block: { type: "aside", id: block.id, page: block.page, box: block.box, text: block.text, spans: block.spans },
      }
    : laid;
}

const MAX_LINKS = 5_000;

function linkFinder(links: readonly PageLink[], frame: Frame): LinkAt | undefined {
  const targets = links.slice(0, MAX_LINKS).flatMap(({ box, url, page }) => {
    const target = url ?? (page === undefined ? undefined : `#page=${page}`);
    return target === undefined ? [] : [{ box, target }];
  });
  if (targets.length === 0) return;
  return ({ left, right, base, size }) => {
    const [x0, y0, x1, y1] = frame.toPage([left, base - 0.4 * size, right, base - 0.2 * size]);
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
    return targets.find(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3])?.target;
  };
}

const SAME: { readonly toPage: (box: Box) => Box } = { toPage: (box) => box };

function fieldBlocks(page: PageContent, nextId: () => string): LaidOutBlock[] {
  return page.fields.map(({ box, kind, name, value, checked }) => ({
    block: {
      type: "field",
      kind,
      name,
      ...(kind === "checkbox" || kind === "radio" ? { checked } : {}),
      ...loose(page, box, value, nextId),
    },
    hints: NO_HINTS,
  }));
}

function annotationBlocks(page: PageContent, nextId: () => string): LaidOutBlock[] {
  return page.annotations
    .filter(({ text }) => text.trim() !== "")
    .map(({ box, kind, text }) => ({
      block: { type: "annotation", kind, ...loose(page, box, text, nextId) },
      hints: NO_HINTS,
    }));
}

function loose(page: PageContent, box: Box, text: string, nextId: () => string) {
  const spans = text === "" ? [] : [{ text, font: "", size: 0 }];
  return { id: nextId(), page: page.number, box: pageBox(SAME, box), text, spans };
}

function warningsOf(page: PageContent, blocks: readonly LaidOutBlock[]): Warning[] {
  const undecodable = blocks.reduce((sum, { block }) => sum + countUndecodable(block.text), 0);
  if (undecodable === 0) return [...page.warnings];
  const message = "Some characters could not be decoded; each is given as U+FFFD.";
  const { undecodableFonts: fonts = [] } = page;
  return [
    ...page.warnings,
    { code: "text_undecodable", message, page: page.number, ...(fonts.length === 0 ? {} : { fonts: [...fonts] }) },
  ];
}
