/** Whether all glyphs of a font are equally wide. Fonts that are so do not always say it, and some say it that are not. */

export type Pitch = "fixed" | "proportional";

/** Letters that must be there to tell; unlike digits they are never equally wide in a font that is not made so. */
const ENOUGH_LETTERS = 6;
/** Widths of other characters that tell the opposite: fonts of East Asia have full and half ones. */
const MANY_WIDTHS = 3;
/** Entries of the font's lists that are looked at. */
const MAX_ENTRIES = 512;

const LATIN_LETTER = /^[A-Za-z]$/;

/** `widths` by code, `toUnicode` a map of pdf.js from codes to characters; undefined when these do not tell. */
export function pitchOf(widths: unknown, toUnicode: unknown): Pitch | undefined {
  if (typeof widths !== "object" || widths === null || !isMap(toUnicode)) return;
  let letters = 0;
  const ofLetters = new Set<number>();
  const ofAll = new Set<number>();
  for (const [code, width] of firstWidths(widths)) {
    ofAll.add(width);
    if (!LATIN_LETTER.test(String(toUnicode.get(code)))) continue;
    letters += 1;
    ofLetters.add(width);
  }
  if (ofLetters.size > 1 || ofAll.size >= MANY_WIDTHS) return "proportional";
  return letters >= ENOUGH_LETTERS ? "fixed" : undefined;
}

/** Codes and their widths, those without a width left out. */
function* firstWidths(widths: object): Generator<readonly [code: number, width: number]> {
  let entries = 0;
  for (const code in widths) {
    entries += 1;
    if (entries > MAX_ENTRIES) return;
    const width: unknown = (widths as Readonly<Record<string, unknown>>)[code];
    if (typeof width === "number" && width > 0) yield [Number(code), Math.round(width)];
  }
}

function isMap(value: unknown): value is { get(code: number): unknown } {
  return typeof value === "object" && value !== null && "get" in value && typeof value.get === "function";
}
