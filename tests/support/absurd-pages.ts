/** Pages that no printer set: what a hostile file can make an engine hand over. */

import type { Box } from "../../lib/contracts/box.ts";
import type { GlyphStyle, PageContent } from "../../lib/contracts/page-content.ts";
import { emptyGlyphs } from "../../lib/contracts/pick-glyphs.ts";
import { pageOf } from "./page-builder.ts";

export const PLAIN_STYLE: GlyphStyle = {
  font: "Serif",
  size: 10,
  bold: false,
  italic: false,
  monospace: false,
  color: 0,
  angle: 0,
  vertical: false,
  hidden: false,
  undecodable: false,
};

export interface LooseGlyph {
  readonly code: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly style: number;
}

/** A page of these glyphs, whatever they are. */
export function pageOfGlyphs(
  count: number,
  glyphAt: (at: number) => LooseGlyph,
  more: Partial<PageContent> = {},
): PageContent {
  const glyphs = emptyGlyphs(count);
  glyphs.mark.fill(-1);
  for (let at = 0; at < count; at++) {
    const { code, left, top, width, height, style } = glyphAt(at);
    glyphs.codes[at] = code;
    glyphs.x[at] = left;
    glyphs.y[at] = top + 0.8 * height;
    glyphs.left[at] = left;
    glyphs.top[at] = top;
    glyphs.right[at] = left + width;
    glyphs.bottom[at] = top + height;
    glyphs.style[at] = style;
  }
  return { ...pageOf([]), styles: [PLAIN_STYLE], glyphs, ...more };
}

/** A glyph of ten points at a place. */
export function glyphAt(left: number, top: number, code = 0x61, style = 0): LooseGlyph {
  return { code, left, top, width: 5, height: 10, style };
}

/** Boxes in a grid over the page, so many of them, this large. */
export function boxesOf(count: number, side: number): Box[] {
  const columns = Math.ceil(Math.sqrt(count));
  return Array.from({ length: count }, (_, at) => {
    const x = ((at % columns) * 600) / columns;
    const y = (Math.floor(at / columns) * 780) / columns;
    return [x, y, x + side, y + side];
  });
}
