/**
 * Text that no reader of the page sees: drawn outside of it, invisibly, in the colour of its ground, or too small to be read. It may hold instructions for whoever reads
 * the text by machine, so it is told apart. Invisible text over a picture is what a scanner recognised, and is text.
 */
import type { Box } from "../contracts/box.ts";
import type { GlyphStyle, Glyphs, PageContent } from "../contracts/page-content.ts";
import type { HIDDEN_REASONS } from "../contracts/result-block.ts";
import { findOutside } from "./outside.ts";
import { type Places, topmostBoxes } from "./topmost-box.ts";

export type HiddenReason = (typeof HIDDEN_REASONS)[number];

const WHITE = 0xffffff;
/** Colours this alike, in each channel, cannot be told apart. */
const ALIKE = 10;
const SMALLEST_POINTS = 1;

/** Why text in a style may be hidden, and where: undefined for everywhere. */
interface Suspicion {
  readonly reason: HiddenReason;
  readonly within?: readonly Box[] | undefined;
}

/** For each glyph why it is hidden, or undefined when all are visible: then nothing is allocated. Near-linear in glyphs and boxes. */
export function findHidden(page: PageContent): ReadonlyMap<number, HiddenReason> | undefined {
  const outside = findOutside(page);
  const suspicions = page.styles.map((style) => suspicionOf(style, page.fills));
  if (outside === undefined && suspicions.every((suspicion) => suspicion === undefined)) return;
  const hidden = new Map<number, HiddenReason>();
  const doubtful: number[] = [];
  const { glyphs } = page;
  for (let at = 0; at < glyphs.count; at++) {
    const suspicion = suspicions[glyphs.style[at] ?? 0];
    if (outside?.has(at) === true) hidden.set(at, "outside_page");
    else if (suspicion?.reason === "too_small") hidden.set(at, "too_small");
    else if (suspicion !== undefined && mayApply(suspicion, glyphs, at)) doubtful.push(at);
  }
  if (doubtful.length > 0) judgeByGround(page, doubtful, hidden);
  return hidden.size === 0 ? undefined : hidden;
}

/** Adds those of the doubtful glyphs that cannot be seen where they stand. */
function judgeByGround(page: PageContent, doubtful: readonly number[], hidden: Map<number, HiddenReason>): void {
  const pictures = picturesAt(page, doubtful);
  const grounds = groundsAt(page, doubtful);
  for (const [place, at] of doubtful.entries()) {
    const style = page.styles[page.glyphs.style[at] ?? 0];
    const under = pictures[place] ?? 0;
    if (style?.hidden) {
      if (under !== IMAGE) hidden.set(at, "invisible");
    } else if (under === 0 && alike(grounds[place] ?? WHITE, style?.color ?? 0)) hidden.set(at, "background_color");
  }
}

/** Grounds of the text's colour are looked at one by one when they are few. */
const FEW_GROUNDS = 12;

function suspicionOf(style: GlyphStyle, fills: PageContent["fills"]): Suspicion | undefined {
  if (style.hidden) return { reason: "invisible" };
  if (style.size < SMALLEST_POINTS) return { reason: "too_small" };
  if (alike(style.color, WHITE)) return { reason: "background_color" };
  // Only where a ground of its own colour lies is it worth asking which ground is the last.
  const same = fills.filter(({ color }) => alike(color, style.color)).map(({ box }) => box);
  if (same.length === 0) return;
  return { reason: "background_color", within: same.length <= FEW_GROUNDS ? same : undefined };
}

function mayApply({ within }: Suspicion, { left, top, right, bottom }: Glyphs, at: number): boolean {
  if (within === undefined) return true;
  const x = ((left[at] ?? 0) + (right[at] ?? 0)) / 2;
  const y = ((top[at] ?? 0) + (bottom[at] ?? 0)) / 2;
  return within.some((box) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
}

function placesOf({ glyphs: { left, top, right, bottom } }: PageContent, chosen: readonly number[]): Places {
  return {
    x: Float64Array.from(chosen, (at) => ((left[at] ?? 0) + (right[at] ?? 0)) / 2),
    y: Float64Array.from(chosen, (at) => ((top[at] ?? 0) + (bottom[at] ?? 0)) / 2),
  };
}

const IMAGE = 2;
const DRAWING = 1;

/** What lies under each glyph whose colour is not known: an image, a drawing, or 0 for neither. */
function picturesAt(page: PageContent, chosen: readonly number[]): Uint8Array {
  const { images, drawings } = page;
  // Images last: they count for more.
  const top = topmostBoxes([...drawings, ...images], placesOf(page, chosen));
  return Uint8Array.from(top, (index) => (index === -1 ? 0 : index < drawings.length ? DRAWING : IMAGE));
}

/** The colour under each glyph: of the last fill there, white without one. */
function groundsAt(page: PageContent, chosen: readonly number[]): Uint32Array {
  const top = topmostBoxes(
    page.fills.map(({ box }) => box),
    placesOf(page, chosen),
  );
  return Uint32Array.from(top, (index) => page.fills[index]?.color ?? WHITE);
}

function alike(a: number, b: number): boolean {
  return (
    Math.abs(((a >> 16) & 255) - ((b >> 16) & 255)) <= ALIKE &&
    Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)) <= ALIKE &&
    Math.abs((a & 255) - (b & 255)) <= ALIKE
  );
}
