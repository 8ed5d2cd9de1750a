/** The text of a line in logical order, with the spaces that its gaps mean, and the spans that it is set in. */
import type { Span } from "../contracts/result-block.ts";
import { composeAccents } from "./fold-text.ts";
import type { Line } from "./line.ts";
import { placeBrackets } from "./place-brackets.ts";
import { isMostlyRightToLeft, isNeutral, joinWithoutSpace, readsLeftToRight } from "./script.ts";
import type { Word } from "./word.ts";
import { mirror } from "./word-text.ts";

/** Gaps from here on are spaces, in ems of the larger neighbour. */
const SPACE_EMS = 0.095;
/** Between characters of scripts without spaces only a gap as wide as a character means one. */
const WIDE_SPACE_EMS = 0.75;
/** How far above and below the line's baseline a word is raised or lowered, in ems of the line. */
const SUPER_EMS = 0.15;
const SUB_EMS = 0.07;
const SCRIPT_SIZE = 0.9;
/** Words this far apart are not put into one left-to-right run inside a right-to-left line. */
const RUN_GAP_EMS = 1.5;

export interface LineText {
  readonly text: string;
  readonly spans: readonly Span[];
  readonly rightToLeft: boolean;
}

/** The link under a place, if any. */
export type LinkAt = (word: Word) => string | undefined;

export function lineText(line: Line, linkAt?: LinkAt): LineText {
  const rightToLeft = isMostlyRightToLeft(line.words);
  const words = rightToLeft ? rightToLeftOrder(line.words) : line.words;
  const spans: Span[] = [];
  let before: Word | undefined;
  for (const word of words) {
    const space = before !== undefined && hasSpace(before, word);
    const shown = rightToLeft && isNeutral(word.text) ? { ...word, text: mirror(word.text) } : word;
    push(spans, space ? " " : "", shown, before, line, linkAt?.(word));
    before = word;
  }
  let text = "";
  for (const span of spans) {
    span.text = composeAccents(span.text);
    text += span.text;
  }
  if (rightToLeft) text = turnBack(spans, text);
  return { text, spans, rightToLeft };
}

/** Gives brackets the form that their place asks for, in all spans of a line; what they say is the text that comes back. */
function turnBack(spans: readonly Span[], text: string): string {
  const turned = placeBrackets(text);
  if (turned === text) return text;
  let from = 0;
  for (const span of spans) {
    const to = from + span.text.length;
    span.text = turned.slice(from, to);
    from = to;
  }
  return turned;
}

/** Whether a space stands between two neighbours, whichever of them is on the left. One that is drawn between them is drawn before the later one. */
export function hasSpace(a: Word, b: Word): boolean {
  const gap = Math.max(b.left - a.right, a.left - b.right) / (Math.max(a.size, b.size) || 1);
  if (joinWithoutSpace(a.text, b.text)) return gap >= WIDE_SPACE_EMS;
  return gap >= SPACE_EMS || (gap > -SPACE_EMS && (b.left >= a.left || b.at > a.at ? b.spaced : a.spaced));
}

function push(
  spans: Span[],
  space: string,
  word: Word,
  before: Word | undefined,
  line: Line,
  link: string | undefined,
): void {
  const last = spans.at(-1);
  // Most words are set as the one before them: no span need be made to see that.
  if (last !== undefined && before !== undefined && isSetLike(before, word) && last.link === link) {
    last.text += space + word.text;
    return;
  }
  const span = spanOf(word, line, link);
  if (last !== undefined && sameLook(last, span)) last.text += space + word.text;
  else if (last === undefined || space === "") spans.push(span);
  else {
    last.text += space;
    spans.push(span);
  }
}

function isSetLike(a: Word, b: Word): boolean {
  return a.style === b.style && a.base === b.base && a.size === b.size;
}

function spanOf({ text, style, size, base }: Word, line: Line, link: string | undefined): Span {
  const rise = (line.base - base) / (line.size || 1);
  const small = size <= SCRIPT_SIZE * line.size;
  const raised = rise >= SUPER_EMS && (small || rise >= 2 * SUPER_EMS) && size < 1.5 * line.size;
  const lowered = -rise >= SUB_EMS && small;
  return {
    text,
    font: style.font,
    size: Math.round(size * 10) / 10,
    ...(style.bold ? { bold: true as const } : {}),
    ...(style.italic ? { italic: true as const } : {}),
    ...(style.monospace ? { monospace: true as const } : {}),
    ...(raised ? { script: "super" as const } : {}),
    ...(lowered ? { script: "sub" as const } : {}),
    ...(link === undefined ? {} : { link }),
  };
}

/** Whether two spans are set alike, so that they can be one. */
export function sameLook(a: Span, b: Span): boolean {
  return (
    a.font === b.font &&
    a.size === b.size &&
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.monospace === b.monospace &&
    a.script === b.script &&
    a.link === b.link
  );
}

/** From right to left; neighbours that read left to right (a number, a name in Latin letters) go together in their own order. */
function rightToLeftOrder(words: readonly Word[]): Word[] {
  const ordered: Word[] = [];
  let held: Word[] = [];
  const release = (): void => {
    for (const word of held.reverse()) ordered.push(word);
    held = [];
  };
  for (const word of [...words].reverse()) {
    const leftmost = held.at(-1);
    if (leftmost !== undefined && leftmost.left - word.right >= RUN_GAP_EMS * word.size) release();
    if (readsLeftToRight(word.text)) held.push(word);
    else {
      release();
      ordered.push(word);
    }
  }
  release();
  return ordered;
}
