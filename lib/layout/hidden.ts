/**
 * Text that no reader of the page sees: drawn outside of it, invisibly, in the colour of its ground, or too small to be read. It may hold instructions for whoever reads
 * the text by machine, so it is told apart. Invisible text over a picture is what a scanner recognised, and is text.
 */
import type { Box } from "../contracts/box.ts";
import type { GlyphStyle, PageContent } from "../contracts/page-content.ts";
import type { HIDDEN_REASONS } from "../contracts/result-block.ts";
import { findOutside } from "./outside.ts";

export type HiddenReason = (typeof HIDDEN_REASONS)[number];

const WHITE = 0xffffff;
/** Colours this alike, in each channel, cannot be told apart. */
const ALIKE = 10;
const SMALLEST_POINTS = 1;

type Judge = (x: number, y: number) => HiddenReason | undefined;

/** For each glyph why it is hidden, or undefined when all are visible: then nothing is allocated. */
export function findHidden(page: PageContent): ReadonlyMap<number, HiddenReason> | undefined {
  const outside = findOutside(page);
  const judges = page.styles.map((style) => judgeFor(style, page));
  if (outside === undefined && judges.every((judge) => judge === undefined)) return;
  const hidden = new Map<number, HiddenReason>();
  const { glyphs } = page;
  for (let at = 0; at < glyphs.count; at++) {
    if (outside?.has(at) === true) {
      hidden.set(at, "outside_page");
      continue;
    }
    const judge = judges[glyphs.style[at] ?? 0];
    if (judge === undefined) continue;
    const x = ((glyphs.left[at] ?? 0) + (glyphs.right[at] ?? 0)) / 2;
    const y = ((glyphs.top[at] ?? 0) + (glyphs.bottom[at] ?? 0)) / 2;
    const reason = judge(x, y);
    if (reason !== undefined) hidden.set(at, reason);
  }
  return hidden.size === 0 ? undefined : hidden;
}

function judgeFor(style: GlyphStyle, page: PageContent): Judge | undefined {
  if (style.hidden) return (x, y) => (page.images.some((box) => contains(box, x, y)) ? undefined : "invisible");
  if (style.size < SMALLEST_POINTS) return () => "too_small";
  // Only where a ground of its own colour lies is it worth asking which ground is the last.
  const same = page.fills.filter(({ color }) => alike(color, style.color));
  const white = alike(style.color, WHITE);
  if (!white && same.length === 0) return;
  return (x, y) => {
    if (!white && !same.some(({ box }) => contains(box, x, y))) return;
    return alike(groundAt(page, x, y), style.color) ? "background_color" : undefined;
  };
}

/** The colour under a place: of the last fill there; unknown (never alike) on pictures and drawings. */
function groundAt({ fills, images, drawings }: PageContent, x: number, y: number): number {
  if (images.some((box) => contains(box, x, y)) || drawings.some((box) => contains(box, x, y))) return Number.NaN;
  return fills.findLast(({ box }) => contains(box, x, y))?.color ?? WHITE;
}

function contains([left, top, right, bottom]: Box, x: number, y: number): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

function alike(a: number, b: number): boolean {
  return (
    Math.abs(((a >> 16) & 255) - ((b >> 16) & 255)) <= ALIKE &&
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)) <= ALIKE &&
    Math.abs((a & 255) - (b & 255)) <= ALIKE &&
    !Number.isNaN(a) &&
    !Number.isNaN(b)
  );
}
