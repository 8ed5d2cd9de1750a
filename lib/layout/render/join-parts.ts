/** Puts the text of two parts of one block together, as the lines of one paragraph are. */
import { seam } from "../block/hyphen.ts";
import type { FlowSpan } from "./flow.ts";

/** Adds the next part to `spans`, which grow: as the next line of a paragraph, or as the next line of code. */
export function joinPart(spans: FlowSpan[], next: readonly FlowSpan[], as: "paragraph" | "code"): void {
  const last = spans.at(-1);
  const [first, ...rest] = next;
  if (last === undefined || first === undefined) {
    for (const span of next) spans.push(span);
    return;
  }
  if (as === "code") {
    spans.push({ ...last, text: "\n" });
    for (const span of next) spans.push(span);
    return;
  }
  const before = last.text.trimEnd();
  const after = first.text.trimStart();
  const { cut, glue } = seam(before, after);
  spans[spans.length - 1] = { ...last, text: before.slice(0, before.length - cut) + glue };
  spans.push({ ...first, text: after });
  for (const span of rest) spans.push(span);
}
