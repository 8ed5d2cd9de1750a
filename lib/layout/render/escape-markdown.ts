/** Makes text safe to stand in Markdown: what it says is what is shown. */

/** Signs that mean something anywhere in a line (CommonMark and GitHub's extensions). */
const INLINE = /[\\`*_[\]<>|~]/g;
/** An entity would be shown as its character. */
const ENTITY = /&(?=#?[0-9A-Za-z]{1,32};)/g;
/** Signs that make a line something else when it starts with them: heading, list, rule, underline of a heading. */
const LINE_START = /^[#+\-=]/;
const NUMBER_START = /^(\d{1,9})([.)])(?=\s|$)/;

/** Behind a heading's text they would be dropped. */
const CLOSING_HASHES = /(?<![^ ])#+$/;

/** Escapes one line of text that stands by itself. Spaces at both ends are dropped: four of them would make code. */
export function escapeLine(line: string): string {
  return escapeInline(line).replace(LINE_START, "\\$&").replace(NUMBER_START, "$1\\$2");
}

/** Escapes text that stands behind something else in its line, as that of a heading does. */
export function escapeInline(line: string): string {
  return line.trim().replace(INLINE, "\\$&").replace(ENTITY, "\\&").replace(CLOSING_HASHES, "\\$&");
}
