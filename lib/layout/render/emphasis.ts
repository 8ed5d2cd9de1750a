/** Where signs of emphasis may stand in Markdown, and mean what they shall. */
import { joinWithoutSpace } from "../script.ts";

/** A part of a text, from `start` up to `end`. */
interface TextRange {
  readonly start: number;
  readonly end: number;
}

const HAS_WORD = /[\p{L}\p{N}]/u;
const WORD = /[\p{L}\p{N}\p{M}_]/u;
const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/u;
const PUNCTUATION_OR_SYMBOL = /[\p{P}\p{S}]/u;

/**
 * Whether signs of emphasis around `inside` are read as such (CommonMark's rule on flanking, under its older and its newer notion of
 * punctuation), and do not part a word. `before` is the sign before them.
 */
export function mayEmphasise(text: string, range: TextRange, inside: string, before: string): boolean {
  const [first, last, after] = [firstOf(inside), lastOf(inside), firstOf(text.slice(range.end, range.end + 2))];
  const edges = [text[range.start], text[range.end - 1], before, after];
  if (!HAS_WORD.test(text.slice(range.start, range.end)) || edges.includes("*")) return false;
  return (
    !breaksWords(text, range) &&
    (!PUNCTUATION_OR_SYMBOL.test(first) || isEdge(before)) &&
    (!PUNCTUATION_OR_SYMBOL.test(last) || isEdge(after))
  );
}

/** Whether markup around this part of the text would stand inside of a word. */
export function breaksWords(text: string, { start, end }: TextRange): boolean {
  return (
    partsWord(lastOf(text.slice(Math.max(0, start - 2), start)), firstOf(text.slice(start, start + 2))) ||
    partsWord(lastOf(text.slice(Math.max(start, end - 2), end)), firstOf(text.slice(end, end + 2)))
  );
}

function partsWord(before: string, after: string): boolean {
  return WORD.test(before) && WORD.test(after) && !joinWithoutSpace(before, after);
}

function isEdge(sign: string): boolean {
  return sign === "" || sign.trim() === "" || PUNCTUATION.test(sign);
}

function firstOf(text: string): string {
  const code = text.codePointAt(0);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** The last character; empty when there is none. */
export function lastOf(text: string): string {
  return [...text.slice(-2)].at(-1) ?? "";
}
