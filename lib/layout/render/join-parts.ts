/** Puts the text of two parts of one block together, as the lines of one paragraph are. */
import { joinWithoutSpace } from "../script.ts";
import type { FlowSpan } from "./flow.ts";

const HYPHEN_END = /\p{L}[-\u2010\u00AD]$/u;
const LOWER_START = /^\p{Ll}/u;
/** What goes on without a space: a compound, a range, an address. */
const OPEN_END = /[\p{L}\p{Nd}][-\u2010\u2011–—]$|[^ ]\/$/u;
const WORD_START = /^[\p{L}\p{Nd}]/u;

/**
 * Adds the next part to `spans`, which grow. A word that a hyphen parts and that goes on in small letters becomes whole; scripts without spaces
 * go on directly, as does a compound after its hyphen; all else after a space, or after a line feed in code.
 */
export function joinPart(spans: FlowSpan[], next: readonly FlowSpan[], between: "space" | "line"): void {
  const last = spans.at(-1);
  const first = next[0];
  if (last === undefined || first === undefined) {
    spans.push(...next);
    return;
  }
  if (between === "line") {
    spans[spans.length - 1] = { ...last, text: `${last.text}\n` };
    for (const span of next) spans.push(span);
    return;
  }
  const before = last.text.trimEnd();
  const after = first.text.trimStart();
  spans[spans.length - 1] = { ...last, text: before + joint(before, after) };
  if (HYPHEN_END.test(before.slice(-4)) && LOWER_START.test(after)) {
    spans[spans.length - 1] = { ...last, text: before.slice(0, -1) };
  }
  spans.push({ ...first, text: after });
  for (const span of next.slice(1)) spans.push(span);
}

function joint(before: string, after: string): string {
  const open = OPEN_END.test(before.slice(-4)) && WORD_START.test(after);
  return open || joinWithoutSpace(before, after) ? "" : " ";
}
