/** Whether what came out of a sandbox thread is a page: all of it that the contract names, within bounds, and nothing else. */
import { z } from "zod";
import type { Box } from "../../contracts/box.ts";
import type {
  Fill,
  GlyphStyle,
  Glyphs,
  PageAnnotation,
  PageContent,
  PageField,
  PageLink,
  Ruling,
  StructureElement,
} from "../../contracts/page-content.ts";
import { MAX_FONT_NAME_CHARS, MAX_FONTS_TOLD, warningSchema } from "../../contracts/warning.ts";
import { DEFAULT_PAGE_LIMITS, MAX_NAME_CHARS, MAX_URL_CHARS, MAX_VALUE_CHARS } from "../page/page-limits.ts";
import { type Check, isBoolean, isInteger, isNumber, listOf, objectOf, oneOf, optional, textOf } from "./check.ts";

/** Any engine's limits are these at most. */
const LIMITS = DEFAULT_PAGE_LIMITS;

const isBox: Check<Box> = (value): value is Box => listOf(isNumber, 4)(value) && value.length === 4;

const isStyle = objectOf<GlyphStyle>({
  font: textOf(MAX_FONT_NAME_CHARS),
  size: isNumber,
  bold: isBoolean,
  italic: isBoolean,
  monospace: isBoolean,
  color: isInteger,
  angle: isNumber,
  vertical: isBoolean,
  hidden: isBoolean,
  undecodable: isBoolean,
});

const isRuling = objectOf<Ruling>({ x0: isNumber, y0: isNumber, x1: isNumber, y1: isNumber, width: isNumber });
const isFill = objectOf<Fill>({ box: isBox, color: isInteger });
const isLink = objectOf<PageLink>({ box: isBox, url: optional(textOf(MAX_URL_CHARS)), page: optional(isInteger) });
const isField = objectOf<PageField>({
  box: isBox,
  kind: oneOf("text", "choice", "checkbox", "radio", "button", "signature"),
  name: textOf(MAX_NAME_CHARS),
  value: textOf(MAX_VALUE_CHARS),
  checked: isBoolean,
});
const isAnnotation = objectOf<PageAnnotation>({
  box: isBox,
  kind: textOf(MAX_NAME_CHARS),
  text: textOf(MAX_VALUE_CHARS),
});

const isElement = objectOf<StructureElement>({
  role: textOf(MAX_NAME_CHARS),
  parent: isInteger,
  marks: listOf(isInteger, LIMITS.elements),
  alt: optional(textOf(MAX_VALUE_CHARS)),
  rowSpan: optional(isInteger),
  columnSpan: optional(isInteger),
});

/** Parents stand before their children, or whoever walks the list never comes to an end. */
const isStructure: Check<readonly StructureElement[]> = (value): value is readonly StructureElement[] =>
  listOf(isElement, LIMITS.elements)(value) && value.every(({ parent }, index) => parent >= -1 && parent < index);

const KINDS = {
  codes: Uint32Array,
  x: Float32Array,
  y: Float32Array,
  left: Float32Array,
  top: Float32Array,
  right: Float32Array,
  bottom: Float32Array,
  style: Uint16Array,
  mark: Int32Array,
} as const satisfies Record<Exclude<keyof Glyphs, "count">, unknown>;

const LARGEST_CODE = 0x10ffff;

const isGlyphObject = objectOf<Glyphs>({
  count: isInteger,
  codes: arrayOf("codes"),
  x: arrayOf("x"),
  y: arrayOf("y"),
  left: arrayOf("left"),
  top: arrayOf("top"),
  right: arrayOf("right"),
  bottom: arrayOf("bottom"),
  style: arrayOf("style"),
  mark: arrayOf("mark"),
});

function arrayOf<K extends keyof typeof KINDS>(name: K): Check<Glyphs[K]> {
  return (value): value is Glyphs[K] => value instanceof KINDS[name];
}

function isGlyphs(value: unknown, styles: number): value is Glyphs {
  if (!isGlyphObject(value)) return false;
  const { count, codes, style, mark, ...places } = value;
  if (count < 0 || count > LIMITS.glyphs) return false;
  if ([codes, style, mark, ...Object.values(places)].some(({ length }) => length !== count)) return false;
  return (
    isWithin(codes, 0, LARGEST_CODE) &&
    isWithin(style, 0, styles - 1) &&
    isWithin(mark, -1, Number.POSITIVE_INFINITY) &&
    Object.values(places).every((place) => isWithin(place, -Number.MAX_VALUE, Number.MAX_VALUE))
  );
}

/** Every number of the array; what is no number is within nothing. */
function isWithin(values: Iterable<number> & { readonly length: number }, least: number, greatest: number): boolean {
  for (const value of values) if (!(value >= least && value <= greatest)) return false;
  return true;
}

function checked<T>(check: Check<T>): z.ZodType<T> {
  return z.custom<T>(check);
}

const frame = {
  number: z.int().positive(),
  width: z.number(),
  height: z.number(),
  styles: checked(listOf(isStyle, LIMITS.styles)),
  glyphs: checked(isGlyphObject),
  rulings: checked(listOf(isRuling, LIMITS.rulings)),
  fills: checked(listOf(isFill, LIMITS.fills)),
  images: checked(listOf(isBox, LIMITS.images)),
  drawings: checked(listOf(isBox, LIMITS.drawings)),
  links: checked(listOf(isLink, LIMITS.links)),
  fields: checked(listOf(isField, LIMITS.fields)),
  annotations: checked(listOf(isAnnotation, LIMITS.annotations)),
  structure: checked(isStructure),
  undecodableFonts: z.array(z.string().max(MAX_FONT_NAME_CHARS)).max(MAX_FONTS_TOLD).optional(),
  warnings: z.array(warningSchema),
};

/** Strict: what the contract gains must be let through here as well, or it fails loudly and is not dropped. */
export const pageContentSchema: z.ZodType<PageContent> = z
  .strictObject(frame)
  .refine((page) => isGlyphs(page.glyphs, page.styles.length), "The glyphs are no glyphs of this page.");
