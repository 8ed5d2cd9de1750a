/**
 * Text that no reader of the page sees: drawn outside of it, invisibly, in the colour of its ground, or too small to be read. It may hold instructions for whoever reads
 * the text by machine, so it is told apart. Invisible text over a picture is what a scanner recognised, and is text.
 */
import type { GlyphStyle, PageContent } from "../contracts/page-content.ts";
import type { HIDDEN_REASONS } from "../contracts/result-block.ts";
import { findOutside } from "./outside.ts";
import { type Places, topmostBoxes } from "./topmost-box.ts";

export type HiddenReason = (typeof HIDDEN_REASONS)[number];

const WHITE = 0xffffff;
/** Colours this alike, in each channel, cannot be told apart. */
const ALIKE = 10;
const SMALLEST_POINTS = 1;

/** For each glyph why it is hidden, or undefined when all are visible: then nothing is allocated. Near-linear in glyphs and boxes. */
export function findHidden(page: PageContent): ReadonlyMap<number, HiddenReason> | undefined {
  const outside = findOutside(page);
  const suspects = page.styles.map((style) => suspectOf(style, page.fills));
  if (outside === undefined && suspects.every((suspect) => suspect === undefined)) return;
  const hidden = new Map<number, HiddenReason>();
  const doubtful: number[] = [];
  const { glyphs } = page;
  for (let at = 0; at < glyphs.count; at++) {
    const suspect = suspects[glyphs.style[at] ?? 0];
    if (outside?.has(at) === true) hidden.set(at, "outside_page");
    else if (suspect === "too_small") hidden.set(at, suspect);
    else if (suspect !== undefined) doubtful.push(at);
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

/** Why text in a style may be hidden; whether it is, may depend on where it stands. */
function suspectOf(style: GlyphStyle, fills: PageContent["fills"]): HiddenReason | undefined {
  if (style.hidden) return "invisible";
  if (style.size < SMALLEST_POINTS) return "too_small";
  const mayVanish = alike(style.color, WHITE) || fills.some(({ color }) => alike(color, style.color));
  return mayVanish ? "background_color" : undefined;
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
  return [16, 8, 0].every((shift) => Math.abs(((a >> shift) & 255) - ((b >> shift) & 255)) <= ALIKE);
}
