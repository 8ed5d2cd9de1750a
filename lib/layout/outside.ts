/**
 * Text beside the page: printers' marks, and what was cut off when a page was made from a larger one. A line of which some part is on
 * the page is whole: readers see where it runs off.
 */
import type { GlyphStyle, PageContent } from "../contracts/page-content.ts";

/** How far the baselines of one line may be from each other, in points. */
const SAME_POINTS = 0.5;
/** Text goes on behind a gap of so many ems at most. */
const WIDE_EMS = 2;
const SPACE = 0x20;

/** Glyphs, by their places, of runs no part of whose baseline is on the page. Spaces have no say. Undefined when there are none. */
export function findOutside(page: PageContent): ReadonlySet<number> | undefined {
  if (!isAnyOutside(page)) return;
  const outside = new Set<number>();
  for (const [from, to] of runsOf(page)) {
    let seen = false;
    for (let at = from; at < to && !seen; at++) seen = page.glyphs.codes[at] !== SPACE && isOnPage(page, at);
    if (seen) continue;
    for (let at = from; at < to; at++) outside.add(at);
  }
  return outside.size === 0 ? undefined : outside;
}

/** A first look: whether a box or a baseline reaches over an edge of the page. That of a whole page is soon seen. */
function isAnyOutside(page: PageContent): boolean {
  const { glyphs, width, height } = page;
  const { x, y, left, top, right, bottom } = glyphs;
  for (let at = 0; at < glyphs.count; at++) {
    const inside =
      (left[at] ?? 0) >= 0 &&
      (right[at] ?? 0) <= width &&
      (top[at] ?? 0) >= 0 &&
      (bottom[at] ?? 0) <= height &&
      within(x[at] ?? 0, width) &&
      within(y[at] ?? 0, height);
    if (!inside && !isOnPage(page, at)) return true;
  }
  return false;
}

function within(value: number, most: number): boolean {
  return value >= 0 && value <= most;
}

/** Glyphs that follow each other in the content, in one style on one baseline, without a wide gap. */
function* runsOf({ glyphs, styles }: PageContent): Generator<readonly [from: number, to: number]> {
  let from = 0;
  for (let at = 1; at <= glyphs.count; at++) {
    if (at < glyphs.count && goesOn(glyphs, styles[glyphs.style[at] ?? 0], at)) continue;
    yield [from, at];
    from = at;
  }
}

function goesOn(glyphs: PageContent["glyphs"], set: GlyphStyle | undefined, at: number): boolean {
  const { style, x, y, left, top, right, bottom } = glyphs;
  if (style[at] !== style[at - 1] || set === undefined) return false;
  const upright = isUpright(set);
  if (!upright && set.angle % 180 !== 0) return true;
  const across = upright ? x : y;
  const [starts, ends] = upright ? [top, bottom] : [left, right];
  const gap = Math.max(between(ends, at - 1, starts, at), between(ends, at, starts, at - 1));
  return Math.abs(between(across, at - 1, across, at)) <= SAME_POINTS && gap <= WIDE_EMS * set.size;
}

function between(from: Float32Array, index: number, to: Float32Array, other: number): number {
  return (to[other] ?? 0) - (from[index] ?? 0);
}

/** Whether the line runs up or down the page. */
function isUpright({ vertical, angle }: GlyphStyle): boolean {
  return vertical || angle === 90 || angle === 270;
}

/** At odd angles by the box alone, which is larger than the glyph. */
function isOnPage({ glyphs, styles, width, height }: PageContent, at: number): boolean {
  const { x, y, left, top, right, bottom } = glyphs;
  const apart = (right[at] ?? 0) < 0 || (left[at] ?? 0) > width || (bottom[at] ?? 0) < 0 || (top[at] ?? 0) > height;
  if (apart) return false;
  const set = styles[glyphs.style[at] ?? 0];
  if (set === undefined || (!isUpright(set) && set.angle % 180 !== 0)) return true;
  const base = (isUpright(set) ? x[at] : y[at]) ?? 0;
  return base >= 0 && base <= (isUpright(set) ? width : height);
}
