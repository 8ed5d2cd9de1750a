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
  const ordered = rightToLeft ? rightToLeftOrder(visual) : visual;
  const parts: string[] = [];
  let hasCells = false;
  let before: Span | undefined;
  let gapSeen = false;
  for (const span of ordered) {
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
  return { text: composeAccents(parts.join("").trim()), rightToLeft, hasCells };
}

function separator(a: Span, b: Span, gapSeen: boolean): string {
  const size = Math.max(a.size, b.size);
  const gap = Math.max(b.start - a.end, a.start - b.end) / (size || 1);
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

/**
 * Right to left, but neighbours that read left to right (a number, a name in Latin letters) keep their order among
 * themselves. This is the level of spans only: inside a span the engine has ordered the characters.
 */
function rightToLeftOrder(visual: readonly Span[]): Span[] {
  const ordered: Span[] = [];
  let held: Span[] = [];
  for (const span of visual.toReversed()) {
    if (readsLeftToRight(span.text) || (span.text === " " && held.length > 0)) {
      held.push(span);
    } else {
      ordered.push(...leftToRightAgain(held), span);
      held = [];
    }
  }
  return [...ordered, ...leftToRightAgain(held)];
}

/** Turns round what was gathered from right to left, save the gaps after it: they part it from what follows. */
function leftToRightAgain(held: readonly Span[]): Span[] {
  const words = held.findLastIndex((span) => span.text !== " ") + 1;
  return [...held.slice(0, words).toReversed(), ...held.slice(words)];
}
