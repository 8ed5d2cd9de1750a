/** One field of a CSV file (RFC 4180). */

const QUOTED = /[",\r\n]|^\s|\s$/;
/** With these a spreadsheet takes a field for a formula, and a document could have it fetch or run something. Full-width forms count too. */
const FORMULA_START = /^[=+\-@\t\r＝＋－＠]/;
/** What begins so and is a number, a range, a telephone number or a dash. */
const HARMLESS = /^[+\-－＋][\d\s.,:%‰°()/€$£¥\-–]*$/;

/**
 * A field that a spreadsheet would take for a formula gets an apostrophe in front, by which it is taken for text; numbers with a sign are left
 * as they are. The JSON result has every cell unchanged.
 */
export function csvField(text: string): string {
  const inert = FORMULA_START.test(text) && !HARMLESS.test(text) ? `'${text}` : text;
  return QUOTED.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** A record with its line end. A lone empty field is quoted: an empty line parts tables. */
export function csvRecord(texts: readonly string[]): string {
  return `${texts.length === 1 && texts[0] === "" ? '""' : texts.map(csvField).join(",")}\r\n`;
}
