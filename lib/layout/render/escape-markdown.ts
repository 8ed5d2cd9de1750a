/**
 * Makes text safe to stand in Markdown: what it says is what is shown. Signs are escaped only where they would be read as
 * markup (CommonMark 0.31 and GitHub's extensions), since whoever reads the Markdown itself reads the backslashes too.
 */

/** What stands in the same paragraph, heading or cell. */
export interface EscapeContext {
  /** The text is set in a cell of a pipe table. */
  readonly cell: boolean;
  /** Asterisks are written around parts of it. */
  readonly emphasis: boolean;
  /** Markup is written inside of it. */
  readonly markup: boolean;
}

/** Without these there is nothing to escape inside of a line. */
const ACTIVE = /[\\`*_[\]<|~&]/;
const WORD = /[\p{L}\p{N}]/u;
const TAG_START = /[A-Za-z/!?]/;
const ENTITY = /&#?[0-9A-Za-z]{1,32};/y;
const SPACE = /\s/;
/** The end of a line in a cell is a tag, and what space is around it is dropped. */
const NEVER = /(?!)/;
/** No backslash: an address before it, which becomes a link by itself, would take that for its own, and the tag would be one. */
const TAG_ESCAPE = "&lt;";

/** For each place of the text whether a backslash has to stand before it (1); undefined when none has to. */
export type EscapeMarks = Uint8Array | undefined;

export function escapeMarks(text: string, context: EscapeContext): EscapeMarks {
  if (!ACTIVE.test(text)) return undefined;
  const marks = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    if (needsEscape(text, at, context)) marks[at] = 1;
  }
  const space = context.cell && text.includes("\n") ? NEVER : SPACE;
  markDelimiters(text, marks, "*", space, context.emphasis);
  markDelimiters(text, marks, "_", space, false);
  markDelimiters(text, marks, "~", space, false);
  markBackticks(text, marks, context.markup);
  return marks;
}

/** Signs of which the neighbours alone tell whether they are markup. */
function needsEscape(text: string, at: number, context: EscapeContext): boolean {
  const next = text[at + 1] ?? "\n";
  switch (text[at]) {
    case "\\":
      return !WORD.test(next);
    case "<":
      return TAG_START.test(next);
    case "&":
      ENTITY.lastIndex = at;
      return ENTITY.test(text);
    case "[":
      // A footnote's mark; a link as wikis write it. All other links need the next sign.
      return next === "^" || next === "[";
    case "(":
      return text[at - 1] === "]";
    case "|":
      return context.cell;
    default:
      return false;
  }
}

/**
 * Marks of emphasis come in pairs: one that has no space behind it, and later one that has none before it. Without such a pair (`5 * 3`,
 * a single asterisk behind a name) they stand for themselves; so do underscores inside a word. `always`: others are written between them.
 */
function markDelimiters(text: string, marks: Uint8Array, sign: "*" | "_" | "~", space: RegExp, always: boolean): void {
  if (!text.includes(sign)) return;
  const candidates: number[] = [];
  let opened = false;
  let paired = always;
  for (let at = text.indexOf(sign); at !== -1; at = text.indexOf(sign, at)) {
    const start = at;
    while (text[at] === sign) at++;
    const before = text[start - 1] ?? " ";
    const after = text[at] ?? " ";
    if (sign === "_" && WORD.test(before) && WORD.test(after)) continue;
    const opens = !space.test(after);
    const closes = !space.test(before);
    if (!opens && !closes) continue;
    paired ||= closes && opened;
    opened ||= opens;
    for (let place = start; place < at; place++) candidates.push(place);
  }
  if (paired) for (const place of candidates) marks[place] = 1;
}

/** Backticks come in pairs too; one run of them alone stands for itself. */
function markBackticks(text: string, marks: Uint8Array, always: boolean): void {
  const first = text.indexOf("`");
  if (first === -1) return;
  let end = first;
  while (text[end] === "`") end++;
  if (!always && text.indexOf("`", end) === -1) return;
  for (let at = first; at !== -1; at = text.indexOf("`", at + 1)) marks[at] = 1;
}

/** The text from `start` up to `end`, with its backslashes. */
export function escaped(text: string, marks: EscapeMarks, start: number, end: number): string {
  if (marks === undefined) return text.slice(start, end);
  let out = "";
  let from = start;
  for (let at = start; at < end; at++) {
    if (marks[at] !== 1) continue;
    const tag = text[at] === "<";
    out += text.slice(from, at) + (tag ? TAG_ESCAPE : "\\");
    from = tag ? at + 1 : at;
  }
  return out + text.slice(from, end);
}

const HEADING = /^#{1,6}(?=\s|$)/;
const BULLET = /^[-+*](?=\s|$)/;
const NUMBER = /^(\d{1,9})([.)])(?=\s|$)/;
/** Behind a fence of backticks there is no other backtick. */
const QUOTE_OR_FENCE = /^(?:>|~{3}|`{3,}[^`]*$)/;
/** A rule or the underline of a heading; the second line of a table. */
const RULE = /^(?:[- \t]+|[_ \t]+|[* \t]+|=+)$/;
const DELIMITER_ROW = /^[-:| \t]+$/;
const TASK = /^\[[ xX]\](?=\s)/;
const DEFINITION = /^\[(?:[^\\\]]|\\.)*\]:/s;

/** Escapes what would make the line something else than a part of a paragraph. The line is rendered already, and has no space at its start. */
export function escapeLineStart(line: string): string {
  if (NUMBER.test(line)) return line.replace(NUMBER, "$1\\$2");
  const bracket = TASK.test(line) || DEFINITION.test(line);
  const special = bracket || HEADING.test(line) || BULLET.test(line) || QUOTE_OR_FENCE.test(line);
  const rule = RULE.test(line) || DELIMITER_ROW.test(line);
  if (!special && !rule) return line;
  const sign = line[0] ?? "";
  if (!"*_~`".includes(sign)) return `\\${line}`;
  // What is left of a run could be one half of a pair.
  let length = 1;
  while (line[length] === sign) length++;
  return `\\${sign}`.repeat(length) + line.slice(length);
}

/** The definition of a link's address is not shown. Its label may go on over lines. */
export function escapeDefinition(paragraph: string): string {
  return DEFINITION.test(paragraph) ? `\\${paragraph}` : paragraph;
}

const CLOSING_HASHES = /(?<![^ \t])#+$/;

/** Behind a heading's text hashes would be dropped. */
export function escapeHeadingEnd(line: string): string {
  return line.replace(CLOSING_HASHES, "\\$&");
}
