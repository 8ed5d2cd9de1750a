/** Numbered headings that the text runs on from in the same line: `2.1. Samples. We took …`, the first part in a setting of its own. */
import type { LaidOutBlock } from "../../contracts/block.ts";
import type { Span } from "../../contracts/result-block.ts";
import { textOf } from "../span-text.ts";
import { lookOf, startOf } from "./hints.ts";

/** A number of two parts or more, and words that end as a sentence does. */
const RUN_IN = /^\d{1,2}(?:\.\d{1,2}){1,3}\.?\s{1,3}\p{Lu}[^\n]*[.:]\s*$/u;
const MAX_WORDS = 13;
const MAX_CHARACTERS = 120;
/** The text after it is longer than this. */
const MIN_REST = 20;

/**
 * The heading and the paragraph after it, or the block as it is. Both have the box of the whole: they share a line. The stop that parted them is left out: the
 * end of the block says it.
 */
export function splitRunIn(laid: LaidOutBlock, nextId: () => string): LaidOutBlock[] {
  const { block, hints } = laid;
  if (block.type !== "paragraph") return [laid];
  const count = leadingSpans(block.spans);
  const head = block.spans.slice(0, count);
  const text = textOf(head);
  if (count === 0 || text.length > MAX_CHARACTERS || !RUN_IN.test(text) || text.trim().split(/\s+/).length > MAX_WORDS)
    return [laid];
  const rest = block.spans.slice(count);
  const after = textOf(rest).trimStart();
  if (after.length < MIN_REST || startOf(after) === "lower") return [laid];
  const title = trimmed(head, /[.:]?\s+$|[.:]$/, "end");
  const body = trimmed(rest, /^\s+/, "start");
  const own = { lines: 1, starts: startOf(textOf(title)), ends: false, full: false, ...lookOf(title) };
  return [
    { block: { ...block, text: textOf(title), spans: title }, hints: { ...hints, ...own } },
    {
      block: { ...block, id: nextId(), text: textOf(body), spans: body },
      hints: { ...hints, ...lookOf(body), starts: startOf(after), gap: null },
    },
  ];
}

/** How many spans at the start are set in one bold or italic setting that the one after them is not. */
function leadingSpans(spans: readonly Span[]): number {
  const [first] = spans;
  if (first === undefined || !(first.bold || first.italic)) return 0;
  const end = spans.findIndex(
    ({ bold, italic, text }) => (bold !== first.bold || italic !== first.italic) && text.trim() !== "",
  );
  return Math.max(0, end);
}

function trimmed(spans: readonly Span[], what: RegExp, side: "start" | "end"): Span[] {
  const at = side === "start" ? 0 : spans.length - 1;
  return spans
    .map((span, index) => (index === at ? { ...span, text: span.text.replace(what, "") } : span))
    .filter(({ text }) => text !== "");
}
