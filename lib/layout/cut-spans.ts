/** Parts of a text in several settings. */
import type { Span } from "../contracts/result-block.ts";

/** The characters from one place to another, counted over all spans. */
export function cutSpans(spans: readonly Span[], from: number, to: number): Span[] {
  const parts: Span[] = [];
  let at = 0;
  for (const span of spans) {
    const text = span.text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (text !== "") parts.push({ ...span, text });
    at += span.text.length;
  }
  return parts;
}

export function trimStart(spans: Span[]): Span[] {
  const [first, ...rest] = spans;
  return first === undefined
    ? spans
    : [{ ...first, text: first.text.trimStart() }, ...rest].filter(({ text }) => text !== "");
}

export function trimEnd(spans: Span[]): Span[] {
  const last = spans.at(-1);
  return last === undefined ? spans : [...spans.slice(0, -1), { ...last, text: last.text.trimEnd() }];
}
