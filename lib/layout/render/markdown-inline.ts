/** A block's text as inline Markdown: emphasis, code, links, raised and lowered text, marks of footnotes. */

import { textOf } from "../span-text.ts";
import { breaksWords, lastOf, mayEmphasise } from "./emphasis.ts";
import { escapeDefinition, escaped, escapeLineStart, escapeMarks } from "./escape-markdown.ts";
import type { FlowSpan } from "./flow.ts";
import { safeAddress } from "./safe-link.ts";
import { groupRuns, type StyleRun, styleRuns } from "./style-runs.ts";

export interface InlineContext {
  /** Whether the text may be bold or italic as a whole. */
  readonly whole: boolean;
  readonly cell: boolean;
  /** The label of a footnote's mark; undefined where it is not to be linked. */
  readonly labelOf: (note: string, mark: string) => string | undefined;
}

/** What one text's writers share. */
interface Inline extends InlineContext {
  readonly text: string;
  /** Where a backslash has to stand; what is found out while writing is added. */
  readonly marks: Uint8Array;
  /** Whether there are brackets in it, of the text or of links. */
  readonly brackets: boolean;
}

/** The text on one line or several, parted by line feeds; none of them is empty, or would be read as anything but a part of a paragraph. */
export function markdownLines(spans: readonly FlowSpan[], context: InlineContext): string[] {
  const out = escapeDefinition(markdownInline(spans, context));
  if (!out.includes("\n")) return out === "" ? [] : [escapeLineStart(out)];
  const lines = out.split("\n").map((line) => escapeLineStart(line.trim()));
  return lines.filter((line) => line !== "");
}

/** The text as it stands behind something else in its line. Its line feeds are still there. */
export function markdownInline(spans: readonly FlowSpan[], context: InlineContext): string {
  const text = textOf(spans);
  const runs = styleRuns(spans.map(linkedSafely), context.whole);
  const emphasis = runs.some(({ bold, italic }) => bold || italic);
  const code = runs.some((run) => run.code);
  const marks = escapeMarks(text, { cell: context.cell, emphasis, markup: runs.length > 1 });
  if (runs.length <= 1 && !emphasis && !code && runs[0]?.link === undefined && runs[0]?.script === undefined) {
    return escaped(text, marks, 0, text.length).trim();
  }
  const brackets = text.includes("[") || runs.some(({ link }) => link !== undefined);
  const inline = { ...context, text, brackets, marks: marks ?? new Uint8Array(text.length) };
  for (const run of runs) markEdges(inline, run);
  const out: string[] = [];
  for (const group of groupRuns(runs, (a, b) => a.link === b.link))
    out.push(linkGroup(inline, group, out.at(-1) ?? ""));
  return out.join("").trim();
}

/** At the edges of a run, signs whose meaning the markup beside them would change are escaped as well. */
function markEdges({ text, marks }: Inline, { start, end, link }: StyleRun): void {
  const [first, last] = [text[start], text[end - 1]];
  if (EDGES.includes(first ?? " ")) for (let at = start; at < end && text[at] === first; at++) marks[at] = 1;
  if (EDGES.includes(last ?? " ")) for (let at = end - 1; at >= start && text[at] === last; at--) marks[at] = 1;
  if (link === undefined) return;
  if (text[start - 1] === "!") marks[start - 1] = 1;
  for (let at = start; at < end; at++) if ("[]`".includes(text[at] ?? " ")) marks[at] = 1;
}

const EDGES = "\\*_~";

function linkedSafely(span: FlowSpan): FlowSpan {
  if (span.link === undefined) return span;
  const { link, ...rest } = span;
  const address = safeAddress(link);
  return address === undefined ? rest : { ...rest, link: address };
}

/** Runs of one address, or of none. `before` ends with what stands before them. */
function linkGroup(inline: Inline, runs: readonly StyleRun[], before: string): string {
  const link = runs[0]?.link;
  if (link === undefined) return emphasisGroups(inline, runs, before);
  const { text } = inline;
  const start = runs[0]?.start ?? 0;
  const end = runs.at(-1)?.end ?? start;
  const shown = text.slice(start, end);
  const plain = escaped(text, inline.marks, start, end);
  // What is its own address becomes a link by itself.
  if (shown === link) return plain === link ? link : `<${link}>`;
  if (`mailto:${shown}` === link) return plain;
  const inside = emphasisGroups(inline, runs, "[").replaceAll("\n", " ");
  return `[${inside}](${link.replaceAll(ENTITY_START, "&amp;")})`;
}

const ENTITY_START = /&(?=#?[0-9A-Za-z]{1,32};)/g;

/** `written` ends with what stands before the runs; it is not part of what is returned. */
function emphasisGroups(inline: Inline, runs: readonly StyleRun[], written: string): string {
  const out: string[] = [];
  for (const group of groupRuns(runs, (a, b) => a.bold === b.bold && a.italic === b.italic)) {
    const all = group.map((run) => leaf(inline, run)).join("");
    const sign = `${group[0]?.bold ? "**" : ""}${group[0]?.italic ? "*" : ""}`;
    if (sign === "") {
      out.push(all);
      continue;
    }
    const inside = all.trim();
    const lead = all.length - all.trimStart().length;
    const trail = all.length - all.trimEnd().length;
    const range = { start: (group[0]?.start ?? 0) + lead, end: (group.at(-1)?.end ?? 0) - trail };
    const before = lastOf(lead > 0 ? " " : (out.at(-1) ?? written));
    const marked = mayEmphasise(inline.text, range, inside, before);
    out.push(marked ? all.slice(0, lead) + sign + inside + sign + all.slice(all.length - trail) : all);
  }
  return out.join("");
}

/** One run without its emphasis and its link. */
function leaf(inline: Inline, run: StyleRun): string {
  const { text } = inline;
  if (run.note !== undefined && run.link === undefined) {
    const label = inline.labelOf(run.note, text.slice(run.start, run.end));
    if (label !== undefined) return `[^${label}]`;
  }
  const shown = escaped(text, inline.marks, run.start, run.end);
  if (run.script === "super") return `<sup>${shown}</sup>`;
  if (run.script === "sub") return `<sub>${shown}</sub>`;
  return run.code && mayBeCode(inline, run) ? codeSpan(text.slice(run.start, run.end), inline.cell) : shown;
}

/**
 * Brackets in a link have to be escaped, and a pipe behind a backslash in a cell; code cannot be. Not all readers of Markdown know that
 * code with backticks in it goes before brackets.
 */
function mayBeCode({ text, cell, brackets }: Inline, run: StyleRun): boolean {
  const code = text.slice(run.start, run.end);
  if (run.link !== undefined && /[[\]]/.test(code)) return false;
  if ((cell && code.includes("\\|")) || (brackets && code.includes("`"))) return false;
  return !breaksWords(text, run) && !isInAddress(text, run.start);
}

const ADDRESS = /:\/\/|www\.|@/i;
const MAX_ADDRESS_CHARS = 2_000;

/** Whether an address stands directly before this place. It becomes a link by itself, up to the next space: backticks would be a part of it. */
function isInAddress(text: string, at: number): boolean {
  let start = at;
  while (start > 0 && !" \t\n".includes(text[start - 1] ?? " ")) {
    start--;
    if (at - start > MAX_ADDRESS_CHARS) return true;
  }
  return ADDRESS.test(text.slice(start, at));
}

const BACKTICKS = /`+/g;

/** The longest run of backticks in the text. */
export function longestBackticks(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(BACKTICKS)) longest = Math.max(longest, run.length);
  return longest;
}

/** A backtick more than inside; a pipe stays escaped in a cell, where it is read before the code is. */
function codeSpan(text: string, cell: boolean): string {
  const fence = "`".repeat(longestBackticks(text) + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  const line = text.replaceAll("\n", " ");
  return fence + pad + (cell ? line.replaceAll("|", "\\|") : line) + pad + fence;
}
