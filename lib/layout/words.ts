/**
 * From glyphs to words. A word ends at a space that the file draws, at a gap, at another baseline and at another style.
 * What gap means a space is learnt from the run of glyphs itself: text set with wide tracking has wide gaps inside its words.
 */
import type { GlyphStyle, Glyphs } from "../contracts/page-content.ts";
import { isSpace, isWide, kindOf } from "./character.ts";
import type { Frame } from "./frame.ts";
import type { Word } from "./word.ts";
import { wordText } from "./word-text.ts";

/** A gap from here on parts two words, in ems: kerning stays below, the narrowest spaces of justified lines lie above. */
const GAP_EMS = 0.095;
/** In a run whose spaces are drawn, gaps mean less. */
const GAP_BESIDE_SPACES_EMS = 0.22;
/** Between characters of scripts without spaces. */
const WIDE_GAP_EMS = 0.6;
/** A run whose usual gap is wider than this is set with tracking. */
const TRACKED_EMS = 0.06;
const TRACKED_REST_EMS = 0.14;
/** A glyph this far behind the one before it begins a new word, in ems. */
const BACK_EMS = 0.35;
const BASE_EMS = 0.1;
/** A run ends at a gap from here on, whatever its tracking. */
const RUN_END_EMS = 1;
/** Runs shorter than this say nothing of their tracking. */
const TRACKED_GLYPHS = 5;

/** A stretch of glyphs of one style on one baseline, spaces included. `to` is exclusive. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly gapEms: number;
}

/** The words of a frame in content-stream order. Linear in the glyphs. */
export function buildWords({ glyphs, styles }: Frame): Word[] {
  const words: Word[] = [];
  let from = 0;
  while (from < glyphs.count) {
    const run = nextRun(glyphs, styles, from);
    cutRun(glyphs, styles[glyphs.style[from] ?? 0], run, words);
    from = run.to;
  }
  return words;
}

function nextRun(glyphs: Glyphs, styles: readonly GlyphStyle[], from: number): Run {
  const style = glyphs.style[from];
  const size = styles[style ?? 0]?.size ?? 0;
  const gaps: number[] = [];
  let tight = 0;
  let spaces = 0;
  let to = from + 1;
  for (; to < glyphs.count && glyphs.style[to] === style; to++) {
    const gap = gapBetween(glyphs, to - 1, to);
    const off = Math.abs((glyphs.y[to] ?? 0) - (glyphs.y[to - 1] ?? 0));
    if (off > BASE_EMS * size || gap > RUN_END_EMS * size || gap < -RUN_END_EMS * size) break;
    if (isSpace(glyphs.codes[to] ?? 0)) spaces += 1;
    else if (!isSpace(glyphs.codes[to - 1] ?? 0)) {
      gaps.push(gap / size);
      if (gap / size <= TRACKED_EMS) tight += 1;
    }
  }
  return { from, to, gapEms: gapFor(gaps, tight, spaces) };
}

/** `tight`: how many of the gaps are no wider than those of text without tracking. */
function gapFor(gaps: number[], tight: number, spaces: number): number {
  const plain = spaces > 0 ? GAP_BESIDE_SPACES_EMS : GAP_EMS;
  // Words are longer than two letters: well over a third of the gaps lie inside of them.
  const place = Math.floor(gaps.length * 0.4);
  // The gap at that place would be a tight one: nearly all runs are spared the sorting.
  if (gaps.length < TRACKED_GLYPHS || tight > place) return plain;
  const usual = gaps.sort((a, b) => a - b)[place] ?? 0;
  return usual > TRACKED_EMS ? usual + TRACKED_REST_EMS + (spaces > 0 ? TRACKED_REST_EMS : 0) : plain;
}

/** Free distance of two glyphs along the line, whichever stands first; negative where they overlap. */
function gapBetween(glyphs: Glyphs, a: number, b: number): number {
  // Letters of one ligature.
  if (glyphs.left[a] === glyphs.left[b] && glyphs.right[a] === glyphs.right[b]) return 0;
  return Math.max((glyphs.left[b] ?? 0) - (glyphs.right[a] ?? 0), (glyphs.left[a] ?? 0) - (glyphs.right[b] ?? 0));
}

function cutRun(glyphs: Glyphs, style: GlyphStyle | undefined, { from, to, gapEms }: Run, words: Word[]): void {
  if (style === undefined) return;
  let begin = from;
  let spaced = from > 0 && isSpace(glyphs.codes[from - 1] ?? 0);
  for (let at = from; at <= to; at++) {
    const space = at < to && isSpace(glyphs.codes[at] ?? 0);
    if (at < to && !space && (at === begin || !parts(glyphs, at - 1, at, style.size, gapEms))) continue;
    if (at > begin) addWord(glyphs, style, begin, at, spaced, words);
    spaced = space;
    begin = space ? at + 1 : at;
  }
}

/** Whether two glyphs that follow each other in the content stream belong to different words. */
function parts(glyphs: Glyphs, a: number, b: number, size: number, gapEms: number): boolean {
  const first = glyphs.codes[a] ?? 0;
  const second = glyphs.codes[b] ?? 0;
  const wide = isWide(first) && isWide(second);
  if (gapBetween(glyphs, a, b) > (wide ? WIDE_GAP_EMS : gapEms) * size) return true;
  const back = (glyphs.left[a] ?? 0) - (glyphs.left[b] ?? 0);
  return back > BACK_EMS * size && kindOf(second) === "ltr" && kindOf(first) === "ltr";
}

function addWord(glyphs: Glyphs, style: GlyphStyle, from: number, to: number, spaced: boolean, words: Word[]): void {
  const text = wordText(glyphs, from, to);
  if (text === "") return;
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  for (let at = from; at < to; at++) {
    left = Math.min(left, glyphs.left[at] ?? 0);
    right = Math.max(right, glyphs.right[at] ?? 0);
  }
  words.push({
    text,
    left,
    right,
    top: glyphs.top[from] ?? 0,
    bottom: glyphs.bottom[from] ?? 0,
    base: glyphs.y[from] ?? 0,
    size: style.size,
    style,
    at: from,
    mark: glyphs.mark[from] ?? -1,
    spaced,
  });
}
