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
  /** Backticks are written around parts of it. */
  readonly code: boolean;
}

/** Without these there is nothing to escape inside of a line. */
const ACTIVE = /[\\`*_[\]<>|~&]/;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}]/u;
const TAG_START = /[A-Za-z/!?]/;
const ENTITY = /&#?[0-9A-Za-z]{1,32};/y;
const SPACE = /\s/;

/** For each place of the text whether a backslash has to stand before it; undefined when none has to. */
export type EscapeMarks = Uint8Array | undefined;

export function escapeMarks(text: string, context: EscapeContext): EscapeMarks {
  if (!ACTIVE.test(text)) return undefined;
  const marks = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    if (needsEscape(text, at, context)) marks[at] = 1;
  }
  markDelimiters(text, marks, "*", context.emphasis);
  markDelimiters(text, marks, "_", false);
  markDelimiters(text, marks, "~", false);
  markBackticks(text, marks, context.code);
  return marks;
}

/** Signs of which the neighbours alone tell whether they are markup. */
function needsEscape(text: string, at: number, context: EscapeContext): boolean {
  const next = text[at + 1] ?? "\n";
  switch (text[at]) {
    case "\\":
      return next === "\n" || PUNCTUATION.test(next);
    case "<":
      return TAG_START.test(next);
    case "&":
      ENTITY.lastIndex = at;
      return ENTITY.test(text);
    case "[":
      // A footnote's mark; a link as wikis write it. All other links need the next sign.
      return next === "^" || next === "[";
    case "]":
      return next === "(";
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
function markDelimiters(text: string, marks: Uint8Array, sign: "*" | "_" | "~", always: boolean): void {
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
    const opens = !SPACE.test(after);
    const closes = !SPACE.test(before);
    if (!opens && !closes) continue;
    paired ||= closes && opened;
    opened ||= opens;
    for (let place = start; place < at; place++) candidates.push(place);
  }
  if (paired) for (const place of candidates) marks[place] = 1;
}

/** Backticks come in pairs too; one run of them alone stands for itself. */
function markBackticks(text: string, marks: Uint8Array, code: boolean): void {
  const first = text.indexOf("`");
  if (first === -1) return;
  let end = first;
  while (text[end] === "`") end++;
  if (!code && text.indexOf("`", end) === -1) return;
  for (let at = first; at !== -1; at = text.indexOf("`", at + 1)) marks[at] = 1;
}

/** The text from `start` up to `end`, with its backslashes. */
export function escaped(text: string, marks: EscapeMarks, start: number, end: number): string {
  if (marks === undefined) return text.slice(start, end);
  let out = "";
  let from = start;
  for (let at = start; at < end; at++) {
    if (marks[at] === 1) {
      out += `${text.slice(from, at)}\\`;
      from = at;
    }
  }
  return out + text.slice(from, end);
}

const HEADING = /^#{1,6}(?=\s|$)/;
const BULLET = /^[-+*](?=\s|$)/;
const NUMBER = /^(\d{1,9})([.)])(?=\s|$)/;
const QUOTE_OR_FENCE = /^(?:>|`{3}|~{3})/;
/** A rule, the underline of a heading, the second line of a table. */
const RULE = /^[-=_*:| \t]+$/;
const TASK = /^\[[ xX]\](?=\s)/;
const DEFINITION = /^\[(?:[^\\\]]|\\.)*\]:/s;

/** Escapes what would make the line something else than a part of a paragraph. The line is rendered already, and has no space at its start. */
export function escapeLineStart(line: string): string {
  if (NUMBER.test(line)) return line.replace(NUMBER, "$1\\$2");
  const special = HEADING.test(line) || BULLET.test(line) || QUOTE_OR_FENCE.test(line) || TASK.test(line);
  return special || isRule(line) ? `\\${line}` : line;
}

function isRule(line: string): boolean {
  if (!RULE.test(line)) return false;
  const signs = line.replaceAll(/[ \t]/g, "");
  const alike = new Set(signs).size === 1 && (signs.startsWith("=") || (signs.length > 2 && /^[_*]/.test(signs)));
  return alike || signs.includes("-");
}

/** A paragraph that begins with the definition of a link's address would not be shown. The label may go on over lines. */
export function escapeDefinition(paragraph: string): string {
  return DEFINITION.test(paragraph) ? `\\${paragraph}` : paragraph;
}

const CLOSING_HASHES = /(?<![^ ])#+$/;

/** Behind a heading's text hashes would be dropped. */
export function escapeHeadingEnd(line: string): string {
  return line.replace(CLOSING_HASHES, "\\$&");
}
