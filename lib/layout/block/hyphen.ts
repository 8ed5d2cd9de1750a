/** How the text of one line goes on in the next: after a space, directly, or as one word that was parted by a hyphen. */
import type { Span } from "../../contracts/result-block.ts";
import { sameLook } from "../line-text.ts";
import { joinWithoutSpace } from "../script.ts";

const HYPHEN_END = /\p{L}[-\u2010\u00AD]$/u;
const LOWER_START = /^\p{Ll}/u;
/** What goes on in the next line without a space: a compound, a range, an address. */
const OPEN_END = /[\p{L}\p{Nd}][-\u2010\u2011–—]$|[^ ]\/$/u;
const WORD_START = /^[\p{L}\p{Nd}]/u;
/** The last word of a text, as far as it is of letters and hyphens, and the first of the next. */
const LAST_WORD = /[\p{L}\p{M}]+[-\u2010\u00AD]$/u;
const FIRST_WORD = /^[\p{L}\p{M}]+/u;
const LONGEST_WORD = 60;

/** Words of the page in lower case: they tell whether a compound or a parted word stands at a line's end. */
export type Vocabulary = () => ReadonlySet<string>;

/** What to take off the end of `before`, and what to put between it and `after`. */
export function seam(
  before: string,
  after: string,
  vocabulary?: Vocabulary,
): { readonly cut: number; readonly glue: string } {
  if (!mayStayOpen(before.charCodeAt(before.length - 1)))
    return { cut: 0, glue: joinWithoutSpace(before, after) ? "" : " " };
  const tail = before.slice(-LONGEST_WORD);
  if (tail.endsWith("\u00AD")) return { cut: 1, glue: "" };
  if (HYPHEN_END.test(tail) && LOWER_START.test(after))
    return { cut: isCompound(tail, after, vocabulary) ? 0 : 1, glue: "" };
  const open = OPEN_END.test(tail) && WORD_START.test(after);
  return { cut: 0, glue: open || joinWithoutSpace(before, after) ? "" : " " };
}

/** Whether a text that ends so may go on without a space: most end otherwise, which is quicker to see. */
function mayStayOpen(last: number): boolean {
  return last === 0x2d || last === 0x2f || last === 0xad || (last >= 0x2010 && last <= 0x2014);
}

/** Whether the page writes the two parts with a hyphen elsewhere, and never as one word. */
function isCompound(tail: string, after: string, vocabulary: Vocabulary | undefined): boolean {
  if (vocabulary === undefined) return false;
  const first = LAST_WORD.exec(tail)?.[0]?.slice(0, -1).toLowerCase() ?? "";
  const second = FIRST_WORD.exec(after.slice(0, LONGEST_WORD))?.[0]?.toLowerCase() ?? "";
  const words = vocabulary();
  return !words.has(first + second) && words.has(`${first}-${second}`);
}

/** Appends the spans of a line to those of a text, joined as `seam` says. Changes `spans`, none of `line`. */
export function appendSpans(spans: Span[], line: readonly Span[], vocabulary?: Vocabulary): void {
  const [first] = line;
  const last = spans.at(-1);
  if (first === undefined) return;
  if (last !== undefined) {
    const before = spans.length > 1 && last.text.length < 3 ? `${spans.at(-2)?.text ?? ""}${last.text}` : last.text;
    const { cut, glue } = seam(before, first.text, vocabulary);
    if (cut > 0) last.text = last.text.slice(0, -cut);
    last.text += glue;
  }
  for (const span of line) {
    const end = spans.at(-1);
    if (end !== undefined && sameLook(end, span)) end.text += span.text;
    else spans.push({ ...span });
  }
}

/** The text without soft hyphens, which only say where a word may be parted. Mostly there are none: then it is `spans` itself. */
export function withoutSoftHyphens(spans: Span[]): Span[] {
  if (spans.every(({ text }) => text !== "" && !text.includes("\u00AD"))) return spans;
  return spans.flatMap((span) => {
    const text = span.text.includes("\u00AD") ? span.text.replaceAll("\u00AD", "") : span.text;
    return text === "" ? [] : [{ ...span, text }];
  });
}
