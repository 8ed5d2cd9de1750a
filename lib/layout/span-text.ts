/** What spans say, one after the other. */
import type { Span } from "../contracts/result-block.ts";

export function textOf(spans: readonly Span[]): string {
  return spans.length === 1 ? (spans[0]?.text ?? "") : spans.map((span) => span.text).join("");
}
