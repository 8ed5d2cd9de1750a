/** The text of one line: its spans in reading order, with the spaces that the gaps between them mean. */
import { composeAccents } from "./fold-text.ts";
import { isMostlyRightToLeft, joinWithoutSpace, readsLeftToRight } from "./script.ts";
import type { Span } from "./span.ts";

/** Gaps from here on are spaces. Kerning stays below; the narrowest spaces of justified lines lie above. */
const SPACE_EMS = 0.15;
/** Between characters of scripts without spaces only a gap as wide as a character means one. */
const UNSPACED_SPACE_EMS = 0.75;
/** Gaps from here on part cells. */
const CELL_EMS = 1.5;
const CELL_SEPARATOR = "  ";

export interface LineText {
  readonly text: string;
  readonly rightToLeft: boolean;
  readonly hasCells: boolean;
}

export function lineText(spans: readonly Span[]): LineText {
  const visual = [...spans].sort((a, b) => a.start - b.start || a.end - b.end);
  const rightToLeft = isMostlyRightToLeft(spans.map((span) => span.text).join(""));
  const { text, hasCells } = joinSpans(rightToLeft ? rightToLeftOrder(visual) : visual);
  return { text: composeAccents(text.trim()), rightToLeft, hasCells };
}

/** Joins spans in the order given, with what the gaps between neighbours mean. */
function joinSpans(spans: readonly Span[]): { text: string; hasCells: boolean } {
  const parts: string[] = [];
  let hasCells = false;
  let before: Span | undefined;
  let gapSeen = false;
  for (const span of spans) {
    if (span.text === " ") {
      gapSeen = true;
      continue;
    }
    const between = before === undefined ? "" : separator(before, span, gapSeen);
    hasCells ||= between === CELL_SEPARATOR;
    parts.push(between, span.text);
    before = span;
    gapSeen = false;
  }
  return { text: parts.join(""), hasCells };
}

function separator(a: Span, b: Span, gapSeen: boolean): string {
  const gap = gapEms(a, b);
  if (gap >= CELL_EMS) {
    return CELL_SEPARATOR;
  }
  if (a.text.endsWith(" ") || b.text.startsWith(" ")) {
    return "";
  }
  if (joinWithoutSpace(a.text, b.text)) {
    return gap >= UNSPACED_SPACE_EMS ? " " : "";
  }
  return gapSeen || gap >= SPACE_EMS ? " " : "";
}

/** Distance of two spans in ems of the larger one, whichever stands first; negative where they overlap. */
function gapEms(a: Span, b: Span): number {
  return Math.max(b.start - a.end, a.start - b.end) / (Math.max(a.size, b.size) || 1);
}

/**
 * From right to left, but neighbours that read left to right (a number, a name in Latin letters) go together in their
 * own order, as one span. This is the level of spans only: inside a span the engine has ordered the characters.
 */
function rightToLeftOrder(visual: readonly Span[]): Span[] {
  const ordered: Span[] = [];
  let held: Span[] = [];
  const release = (): void => {
    ordered.push(...asOneSpan(held));
    held = [];
  };
  for (const span of visual.toReversed()) {
    const leftmost = held.at(-1);
    if (leftmost !== undefined && gapEms(span, leftmost) >= CELL_EMS) {
      release();
    }
    if (readsLeftToRight(span.text) || (span.text === " " && held.length > 0)) {
      held.push(span);
    } else {
      release();
      ordered.push(span);
    }
  }
  release();
  return ordered;
}

/** Words that read left to right, gathered from the right, as one span; a gap at their left end parts it from what follows. */
function asOneSpan(held: readonly Span[]): Span[] {
  const words = held.slice(0, held.findLastIndex((span) => span.text !== " ") + 1).toReversed();
  const [first] = words;
  if (first === undefined) {
    return [];
  }
  const end = words.reduce((most, span) => Math.max(most, span.end), first.end);
  return [{ ...first, text: joinSpans(words).text, end }, ...held.slice(words.length, words.length + 1)];
}
