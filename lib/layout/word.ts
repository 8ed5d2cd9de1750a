/** A word as the layout sees it: glyphs that stand close together on one baseline. */
import type { GlyphStyle } from "../contracts/page-content.ts";

/**
 * Coordinates are the frame's: text runs from left to right (or right to left) along x, lines follow each other downwards along y,
 * whichever way the page is turned or written.
 */
export interface Word {
  /** Logical order, folded. Never empty, never with a space inside. */
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** By the ascent and descent of its font. */
  readonly top: number;
  readonly bottom: number;
  /** The baseline. A raised or lowered word has its own. */
  readonly base: number;
  /** Height of an em, in points. */
  readonly size: number;
  /** Of most of its glyphs. */
  readonly style: GlyphStyle;
  /** Place in the content stream: of its first glyph. */
  readonly at: number;
  /** The marked content of its first glyph, or -1. */
  readonly mark: number;
  /** A space is drawn before it. What the gap before it says, the line tells. */
  readonly spaced: boolean;
}
