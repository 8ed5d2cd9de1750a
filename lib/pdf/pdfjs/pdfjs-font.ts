/** What pdf.js knows of a font, made sound. */
import { isBoldName, isItalicName, isMonospaceName, plainFontName } from "../page/font-name.ts";
import { pitchOf } from "./fixed-pitch.ts";
import { asBox, asMatrix, type Matrix } from "./matrix.ts";

/** A glyph as pdf.js shows it; all glyphs of one font and code are one object. */
export interface PdfjsGlyph {
  /** In the font's own units, along the line. */
  readonly width: number;
  /** One character, or several for a ligature. */
  readonly unicode: string;
  readonly isSpace: boolean;
  /** In vertical writing: the advance, negative downwards, and the way to the vertical origin from the horizontal one. */
  readonly vmetric?: readonly number[] | null;
}

export interface PdfjsFont {
  readonly name: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly monospace: boolean;
  readonly vertical: boolean;
  /** In ems; the descent is negative or 0. */
  readonly ascent: number;
  readonly descent: number;
  /** What a glyph's width is multiplied with, for a font size of 1. */
  readonly unit: number;
  /** The height of an em for a font size of 1: other than 1 only where glyphs are drawings with units of their own. */
  readonly em: number;
  /** The font tells no characters for its codes, and pdf.js gives the codes themselves. */
  readonly unmapped: boolean;
}

/** The part of pdf.js's `FontFaceObject` that is used, with its extra properties. */
interface StatedFont {
  readonly name?: unknown;
  readonly bold?: unknown;
  readonly black?: unknown;
  readonly italic?: unknown;
  readonly isMonospace?: unknown;
  readonly isType3Font?: unknown;
  readonly missingFile?: unknown;
  readonly composite?: unknown;
  readonly vertical?: unknown;
  readonly ascent?: unknown;
  readonly descent?: unknown;
  readonly bbox?: unknown;
  readonly fontMatrix?: unknown;
  readonly toUnicode?: unknown;
  readonly widths?: unknown;
}

const THOUSANDTH: Matrix = [0.001, 0, 0, 0.001, 0, 0];
const DEFAULT_ASCENT = 0.8;
const DEFAULT_DESCENT = -0.2;

/** Undefined when pdf.js has no font here but an error, or nothing. */
export function readFont(value: unknown): PdfjsFont | undefined {
  if (typeof value !== "object" || value === null) return;
  const stated = value as StatedFont;
  const name = plainFontName(typeof stated.name === "string" ? stated.name : "");
  const matrix = asMatrix(stated.fontMatrix) ?? THOUSANDTH;
  const drawn = stated.isType3Font === true;
  return {
    name,
    bold: stated.bold === true || stated.black === true || isBoldName(name),
    italic: stated.italic === true || isItalicName(name),
    monospace: isMonospace(stated, name),
    vertical: stated.vertical === true,
    ...(drawn ? heightsOfDrawings(stated.bbox, matrix) : heightsOf(stated)),
    unit: matrix[0],
    unmapped: stated.composite === true && stated.missingFile !== true && isIdentity(stated.toUnicode),
  };
}

/** Where the widths do not tell, a composite font's word is not taken: those of East Asia say it of their ideographs. */
function isMonospace({ isMonospace: flag, composite, widths, toUnicode }: StatedFont, name: string): boolean {
  const pitch = pitchOf(widths, toUnicode);
  if (pitch !== undefined) return pitch === "fixed";
  return (flag === true && composite !== true) || isMonospaceName(name);
}

type Heights = Pick<PdfjsFont, "ascent" | "descent" | "em">;

/** Fonts tell their ascent and descent in ems, and some tell nonsense. */
function heightsOf({ ascent, descent }: StatedFont): Heights {
  const up = typeof ascent === "number" && ascent > 0.1 && ascent < 3;
  const down = typeof descent === "number" && descent <= 0 && descent > -2;
  return up && down ? { ascent, descent, em: 1 } : { ascent: DEFAULT_ASCENT, descent: DEFAULT_DESCENT, em: 1 };
}

/**
 * Glyphs that are drawings (Type 3) have any units. When their font's box is about as high as an em is, the units are as in
 * other fonts; else the box is taken for an em, as far as it is one.
 */
function heightsOfDrawings(bbox: unknown, matrix: Matrix): Heights {
  const box = asBox(bbox);
  const flip = matrix[3] < 0 ? -1 : 1;
  const unit = Math.abs(matrix[3]);
  const height = box === undefined ? 0 : (box[3] - box[1]) * unit;
  if (box === undefined || !(height > 0)) return { ascent: DEFAULT_ASCENT, descent: DEFAULT_DESCENT, em: 1 };
  const em = height > 0.4 && height < 2.5 ? 1 : height;
  const top = ((flip > 0 ? box[3] : -box[1]) * unit) / em;
  const bottom = ((flip > 0 ? box[1] : -box[3]) * unit) / em;
  const sane = top > 0.1 && top < 3 && bottom <= 0 && bottom > -2;
  return sane ? { ascent: top, descent: bottom, em } : { ascent: DEFAULT_ASCENT, descent: DEFAULT_DESCENT, em };
}

/** Whether the map to characters gives each code for itself: so pdf.js helps itself when a file has none. */
function isIdentity(toUnicode: unknown): boolean {
  return typeof toUnicode === "object" && toUnicode !== null && "firstChar" in toUnicode && "lastChar" in toUnicode;
}
