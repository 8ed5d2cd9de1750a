/** Text that a renderer can rely on: spans say what the text says, and hold no signs that would part lines or pages unseen. */
import type { ResultBlock, Span } from "../../contracts/result-block.ts";

const UNCLEAN = /[\p{Cc}\u2028\u2029\uFEFF]|\p{Surrogate}/u;
const LINE_END = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /[^\P{Cc}\n\t]|\uFEFF/gu;

function cleanText(text: string): string {
  if (!UNCLEAN.test(text)) return text;
  return text.toWellFormed().replace(LINE_END, "\n").replace(CONTROLS, "");
}

/**
 * The spans of a block or a cell. Where they do not say what its text says, the text holds. Of control characters only line
 * feeds and tabs are left; every other way of ending a line becomes a line feed.
 */
export function cleanSpans({ text, spans }: { readonly text: string; readonly spans: readonly Span[] }): Span[] {
  if (text === "") return [];
  const only = spans.length === 1 ? spans[0] : undefined;
  const agree = only === undefined ? spans.map((span) => span.text).join("") === text : only.text === text;
  const sound = agree ? spans : [{ text, font: "", size: 0 }];
  return UNCLEAN.test(text) ? sound.map((span) => ({ ...span, text: cleanText(span.text) })) : [...sound];
}

/** The block with what else it says on one line each: markers, names and kinds, which come from the document as well. */
export function cleanSigns<B extends ResultBlock>(block: B): B {
  const signs: Record<string, string> = {};
  for (const name of ["marker", "mark", "name", "kind", "alt"] as const) {
    const sign = (block as Readonly<Record<string, unknown>>)[name];
    if (typeof sign === "string" && UNCLEAN.test(sign)) signs[name] = cleanText(sign).replaceAll(/[\n\t]/g, " ");
  }
  return Object.keys(signs).length === 0 ? block : { ...block, ...signs };
}

const LEADERS = / ?(?:[.·…] ?){8,}/g;
const LEADING_TYPES: ReadonlySet<ResultBlock["type"]> = new Set(["paragraph", "list_item", "heading"]);

/** Rows of dots that lead the eye from a title to its page are drawn with letters: in text that flows, one sign stands for each. */
export function withoutLeaders(type: ResultBlock["type"], spans: Span[]): Span[] {
  if (!LEADING_TYPES.has(type) || spans.every(({ text }) => text.search(LEADERS) < 0)) return spans;
  return spans.map((span) => ({ ...span, text: span.text.replace(LEADERS, " … ") }));
}
