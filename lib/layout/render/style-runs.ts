/** A block's text as runs of one style: what the writers of inline markup go through. */

import { textOf } from "../span-text.ts";
import type { FlowSpan } from "./flow.ts";

export interface Style {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly code: boolean;
  readonly script: "super" | "sub" | undefined;
  readonly link: string | undefined;
  readonly note: string | undefined;
}

/** A piece of the text, from `start` up to `end`. Pieces follow each other without a gap. */
export interface StyleRun extends Style {
  readonly start: number;
  readonly end: number;
}

const PLAIN: Style = { bold: false, italic: false, code: false, script: undefined, link: undefined, note: undefined };

/** Longer blocks that are set bold or italic as a whole are set so for no word's sake. */
const MAX_WHOLE_CHARS = 200;

/**
 * Runs as long as they can be. The space at a style's edge belongs to no style, and what all of the block has in common is dropped where it
 * tells nothing: typewriter type, and with `whole` false (in headings, in header cells) or in a long block, bold and italic. Code is neither bold nor italic.
 */
export function styleRuns(spans: readonly FlowSpan[], whole: boolean): StyleRun[] {
  if (spans.every(isPlain)) return [{ start: 0, end: textOf(spans).length, ...PLAIN }];
  const cores = coresOf(spans);
  const text = textOf(spans);
  const dropped = dropCommon(cores, !whole || text.length > MAX_WHOLE_CHARS, text);
  return mergeRuns(withGaps(dropped, text.length));
}

/** What of each span is no space. */
function coresOf(spans: readonly FlowSpan[]): StyleRun[] {
  const cores: StyleRun[] = [];
  let at = 0;
  for (const span of spans) {
    const start = at + span.text.length - span.text.trimStart().length;
    const end = at + span.text.trimEnd().length;
    at += span.text.length;
    if (end > start) cores.push({ start, end, ...styleOf(span) });
  }
  return cores;
}

function isPlain(span: FlowSpan): boolean {
  const { bold, italic, monospace, script, link } = span;
  return !bold && !italic && !monospace && script === undefined && link === undefined;
}

function styleOf(span: FlowSpan): Style {
  return {
    bold: span.bold === true,
    italic: span.italic === true,
    code: span.monospace === true,
    script: span.script,
    link: span.link,
    note: span.note,
  };
}

function dropCommon(cores: StyleRun[], emphasis: boolean, text: string): StyleRun[] {
  const bold = emphasis && cores.every((core) => core.bold);
  const italic = emphasis && cores.every((core) => core.italic);
  const code = cores.every((core) => core.code);
  return cores.map((core) => {
    const isCode = core.code && !code && looksLikeCode(text.slice(core.start, core.end));
    return { ...core, code: isCode, bold: core.bold && !bold && !isCode, italic: core.italic && !italic && !isCode };
  });
}

const CODE = /[A-Za-z0-9]|^[!-~]{2,}$/;
const NO_CODE = /[^\0-\u024F\u2010-\u203A]/;

/** Typewriter fonts also lend signs to other fonts, and most fonts of Chinese or Korean are as wide in all their signs. */
function looksLikeCode(text: string): boolean {
  return CODE.test(text) && !NO_CODE.test(text);
}

/** Space between two cores is of the style that they share. */
function withGaps(cores: readonly StyleRun[], length: number): StyleRun[] {
  const runs: StyleRun[] = [];
  let before: StyleRun | undefined;
  for (const core of cores) {
    const start = before?.end ?? 0;
    if (core.start > start) runs.push({ start, end: core.start, ...common(before ?? PLAIN, core) });
    runs.push(core);
    before = core;
  }
  const start = before?.end ?? 0;
  if (length > start) runs.push({ start, end: length, ...PLAIN });
  return runs;
}

function common(a: Style, b: Style): Style {
  return {
    bold: a.bold && b.bold,
    italic: a.italic && b.italic,
    code: a.code && b.code,
    script: undefined,
    link: a.link === b.link ? a.link : undefined,
    note: undefined,
  };
}

function mergeRuns(runs: readonly StyleRun[]): StyleRun[] {
  const merged: StyleRun[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last !== undefined && sameStyle(last, run)) merged[merged.length - 1] = { ...last, end: run.end };
    else merged.push(run);
  }
  return merged;
}

function sameStyle(a: Style, b: Style): boolean {
  const sameType = a.bold === b.bold && a.italic === b.italic && a.code === b.code;
  return sameType && a.script === b.script && a.link === b.link && a.note === b.note;
}

/** Neighbours for which `same` holds, together. */
export function groupRuns(runs: readonly StyleRun[], same: (a: StyleRun, b: StyleRun) => boolean): StyleRun[][] {
  const groups: StyleRun[][] = [];
  for (const run of runs) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && same(last, run)) groups.at(-1)?.push(run);
    else groups.push([run]);
  }
  return groups;
}
