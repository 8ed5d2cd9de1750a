/**
 * Frames: the directions in which a page's text runs. Each is turned so that its lines are horizontal and follow each other downwards; everything after
 * that (words, lines, tables, columns) is written for that one case. Vertical writing is turned too: its columns, read from right to left, become lines.
 */
import type { Box } from "../contracts/box.ts";
import type { Fill, GlyphStyle, Glyphs, PageContent, Ruling } from "../contracts/page-content.ts";
import { emptyGlyphs, pickGlyphs } from "../contracts/pick-glyphs.ts";

/** Degrees counter-clockwise by which the text is turned on the page; "vertical" for writing from top to bottom. */
export type FrameTurn = 0 | 90 | 180 | 270 | "vertical";

/** What of a page is drawn beside its text. */
export interface Surroundings {
  readonly rulings: readonly Ruling[];
  readonly fills: readonly Fill[];
  readonly images: readonly Box[];
  readonly drawings: readonly Box[];
}

export interface Frame extends Surroundings {
  readonly turn: FrameTurn;
  readonly width: number;
  readonly height: number;
  /** In the frame's coordinates. */
  readonly glyphs: Glyphs;
  readonly styles: readonly GlyphStyle[];
  /** A box of the frame as it lies on the page. */
  readonly toPage: (box: Box) => Box;
}

/** Text turned less than this many degrees from a quarter turn is taken as straight: scans are. */
const STRAIGHT_DEGREES = 5;

type Turn = (x: number, y: number) => readonly [number, number];

/** From the page to a frame's coordinates, and back; `w` and `h` are the page's. */
function turnOf(turn: FrameTurn, w: number, h: number): { readonly to: Turn; readonly back: Turn } {
  switch (turn) {
    case 0:
      return { to: (x, y) => [x, y], back: (x, y) => [x, y] };
    case 90:
      return { to: (x, y) => [h - y, x], back: (x, y) => [y, h - x] };
    case 180:
      return { to: (x, y) => [w - x, h - y], back: (x, y) => [w - x, h - y] };
    case 270:
      return { to: (x, y) => [y, w - x], back: (x, y) => [w - y, x] };
    case "vertical":
      return { to: (x, y) => [y, w - x], back: (x, y) => [w - y, x] };
  }
}

function boxTurner(turn: Turn): (box: Box) => Box {
  return ([left, top, right, bottom]) => {
    const [x0, y0] = turn(left, top);
    const [x1, y1] = turn(right, bottom);
    return [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)];
  };
}

/** The frame that text of a style belongs to; undefined for text at an odd angle. */
export function frameOf(style: GlyphStyle): FrameTurn | undefined {
  if (style.vertical) return "vertical";
  const quarter = (Math.round(style.angle / 90) * 90) % 360;
  const off = Math.abs(((style.angle - quarter + 540) % 360) - 180);
  return off <= STRAIGHT_DEGREES ? (quarter as FrameTurn) : undefined;
}

/** `glyphs` of the page (those at `chosen`, all without it) as they lie in a frame, which is the page itself when nothing is turned or left out. */
export function makeFrame(page: PageContent, turn: FrameTurn, chosen: Uint32Array | undefined): Frame {
  const sideways = turn === 90 || turn === 270 || turn === "vertical";
  const size = sideways ? { width: page.height, height: page.width } : { width: page.width, height: page.height };
  const { to, back } = turnOf(turn, page.width, page.height);
  const { styles } = page;
  if (turn === 0) {
    const glyphs = chosen === undefined ? page.glyphs : pickGlyphs(page.glyphs, chosen);
    const { rulings, fills, images, drawings } = page;
    return { turn, ...size, glyphs, styles, rulings, fills, images, drawings, toPage: (box) => box };
  }
  const toFrame = boxTurner(to);
  return {
    turn,
    ...size,
    glyphs: turnGlyphs(page.glyphs, chosen ?? Uint32Array.from({ length: page.glyphs.count }, (_, at) => at), to),
    styles,
    rulings: page.rulings.map((ruling) => turnRuling(ruling, toFrame)),
    fills: page.fills.map(({ box, color }) => ({ box: toFrame(box), color })),
    images: page.images.map(toFrame),
    drawings: page.drawings.map(toFrame),
    toPage: boxTurner(back),
  };
}

function turnRuling({ x0, y0, x1, y1, width }: Ruling, turn: (box: Box) => Box): Ruling {
  const [left, top, right, bottom] = turn([Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)]);
  return { x0: left, y0: top, x1: right, y1: bottom, width };
}

function turnGlyphs(glyphs: Glyphs, chosen: Uint32Array, turn: Turn): Glyphs {
  const count = chosen.length;
  const turned = emptyGlyphs(count);
  for (let to = 0; to < count; to++) {
    const at = chosen[to] ?? 0;
    turned.codes[to] = glyphs.codes[at] ?? 0;
    turned.style[to] = glyphs.style[at] ?? 0;
    turned.mark[to] = glyphs.mark[at] ?? -1;
    const [x, y] = turn(glyphs.x[at] ?? 0, glyphs.y[at] ?? 0);
    const [x0, y0] = turn(glyphs.left[at] ?? 0, glyphs.top[at] ?? 0);
    const [x1, y1] = turn(glyphs.right[at] ?? 0, glyphs.bottom[at] ?? 0);
    turned.x[to] = x;
    turned.y[to] = y;
    turned.left[to] = Math.min(x0, x1);
    turned.right[to] = Math.max(x0, x1);
    turned.top[to] = Math.min(y0, y1);
    turned.bottom[to] = Math.max(y0, y1);
  }
  return turned;
}
