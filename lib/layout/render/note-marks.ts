/** Footnotes and the raised marks in the text that lead to them. */
import type { ResultPage } from "../../contracts/result.ts";
import type { Span } from "../../contracts/result-block.ts";
import type { FlowSpan } from "./flow.ts";

/** The footnotes of one page: mark to id. Marks hold for their page: the next one may begin with `*` or `1` again. */
export function notesOf(page: ResultPage): ReadonlyMap<string, string> {
  const notes = new Map<string, string>();
  for (const block of page.blocks) {
    if (block.type !== "footnote") continue;
    const mark = block.mark.trim();
    if (mark !== "" && !notes.has(mark)) notes.set(mark, block.id);
  }
  return notes;
}

/** The same spans, where those that are a footnote's mark know their footnote. */
export function withNotes(spans: Span[], notes: ReadonlyMap<string, string>): FlowSpan[] {
  if (notes.size === 0 || !spans.some(({ script }) => script === "super")) return spans;
  return spans.map((span) => {
    const note = span.script === "super" ? notes.get(span.text.trim()) : undefined;
    return note === undefined ? span : { ...span, note };
  });
}
