/**
 * What a PDF engine yields for one page: glyphs with their geometry, and what is drawn beside them. No engine's own types appear here.
 * Lengths are PDF points; the origin is the top left corner of the page as it is shown (its rotation applied), y grows downwards.
 */
import type { Box } from "./box.ts";
import type { Warning } from "./warning.ts";

/** What many glyphs of a page have in common. */
export interface GlyphStyle {
  /** Name of the font as the file gives it, without the mark of a subset; empty when it has none. */
  readonly font: string;
  /** Height of an em in points, after all scaling. */
  readonly size: number;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly monospace: boolean;
  /** Of the filling, 0xRRGGBB. */
  readonly color: number;
  /** Degrees counter-clockwise that the baseline is turned from the horizontal as the page is shown, 0 to 359. */
  readonly angle: number;
  /** Glyphs follow each other downwards, columns from right to left. */
  readonly vertical: boolean;
  /** Drawn in no visible way: text render mode 3 or 7, or wholly transparent. */
  readonly hidden: boolean;
  /** The engine has no sound map from this font's codes to characters. */
  readonly undecodable: boolean;
}

/**
 * The glyphs of a page in content-stream order: one entry for each code point. Arrays of equal length, so that a page crosses a
 * thread's boundary without being copied. A glyph that stands for several characters (a ligature) has an entry for each of them,
 * all with the same box, in logical order. Spaces that the file itself draws are there; none that an engine only supposes.
 */
export interface Glyphs {
  readonly count: number;
  /** Unicode code points; U+FFFD where the font does not tell. */
  readonly codes: Uint32Array;
  /** Where the glyph stands: its origin on the baseline (in vertical writing: on the column's centre line, at its top). */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** The loose box, upright on the page: along the baseline the advance, across it the font's ascent and descent. */
  readonly left: Float32Array;
  readonly top: Float32Array;
  readonly right: Float32Array;
  readonly bottom: Float32Array;
  /** Index into the page's `styles`. */
  readonly style: Uint16Array;
  /** The marked content that the glyph belongs to, or -1. */
  readonly mark: Int32Array;
}

/** A straight line along an axis: a stroke, or a filled rectangle thinner than a few points. Its middle line, and its thickness. */
export interface Ruling {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly width: number;
}

/** A filled rectangle that is no ruling: the ground of a cell, of a box, of white text. */
export interface Fill {
  readonly box: Box;
  /** 0xRRGGBB. */
  readonly color: number;
}

export interface PageLink {
  readonly box: Box;
  /** Where it leads outside of the document. */
  readonly url?: string | undefined;
  /** The 1-based page that it leads to inside of it. */
  readonly page?: number | undefined;
}

/** A form field as it is filled in. */
export interface PageField {
  readonly box: Box;
  readonly kind: "text" | "choice" | "checkbox" | "radio" | "button" | "signature";
  readonly name: string;
  /** Text and choices; empty otherwise. */
  readonly value: string;
  /** Of check boxes and radio buttons. */
  readonly checked: boolean;
}

/** A remark that is laid over the page: a note, a highlight, text typed onto it. */
export interface PageAnnotation {
  readonly box: Box;
  /** The PDF's name of its kind: `Text`, `FreeText`, `Highlight`, … */
  readonly kind: string;
  readonly text: string;
}

/** One element of a tagged page, parents before children. */
export interface StructureElement {
  /** Standard type, after the role map: `P`, `H1`, `TD`, … */
  readonly role: string;
  /** Index of the parent in the page's list, or -1. */
  readonly parent: number;
  /** The marked content that belongs to this element itself, in order. */
  readonly marks: readonly number[];
  /** Alternate description of a figure. */
  readonly alt?: string | undefined;
  /** Of a cell. */
  readonly rowSpan?: number | undefined;
  readonly columnSpan?: number | undefined;
}

export interface PageContent {
  /** 1-based. */
  readonly number: number;
  readonly width: number;
  readonly height: number;
  readonly styles: readonly GlyphStyle[];
  readonly glyphs: Glyphs;
  readonly rulings: readonly Ruling[];
  readonly fills: readonly Fill[];
  /** Raster images, as they lie on the page. */
  readonly images: readonly Box[];
  /** Paths that are neither rulings nor fills: curves, slanted lines. Each one's bounding box. */
  readonly drawings: readonly Box[];
  readonly links: readonly PageLink[];
  readonly fields: readonly PageField[];
  readonly annotations: readonly PageAnnotation[];
  /** Empty when the page is not tagged. */
  readonly structure: readonly StructureElement[];
  /** The fonts that text is set in which could not be decoded, by name as far as they have one: few, and short. */
  readonly undecodableFonts?: readonly string[] | undefined;
  readonly warnings: readonly Warning[];
}
