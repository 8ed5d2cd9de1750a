/** A page whose text is written in plainer characters. Pure. */
import type { ResultPage } from "../../contracts/result.ts";
import type { ResultBlock, Span } from "../../contracts/result-block.ts";

type Plain = (text: string) => string;

/** In a program and in a formula every sign may matter. */
const UNTOUCHED: ReadonlySet<ResultBlock["type"]> = new Set(["code", "formula"]);

/** Spans still say what the text says. A blank at a span's end and one at the next one's beginning are one, where blanks are made plainer. */
function plainSpans(spans: readonly Span[], plain: Plain, joinsBlanks: boolean): Span[] {
  const made: Span[] = [];
  for (const span of spans) {
    const text = plain(span.text);
    const before = made.at(-1)?.text ?? "";
    const doubled = joinsBlanks && /[ \n]$/.test(before) && text.startsWith(" ");
    const kept = doubled ? text.slice(1) : text;
    if (kept !== "") made.push({ ...span, text: kept });
  }
  return made;
}

function plainText<T extends { readonly text: string; readonly spans: readonly Span[] }>(
  said: T,
  plain: Plain,
  joinsBlanks: boolean,
): T {
  const spans = plainSpans(said.spans, plain, joinsBlanks);
  const text = said.spans.length === 0 ? plain(said.text) : spans.map((span) => span.text).join("");
  return { ...said, text, spans };
}

function plainBlock(block: ResultBlock, plain: Plain, joinsBlanks: boolean): ResultBlock {
  if (UNTOUCHED.has(block.type)) return block;
  const made = plainText(block, plain, joinsBlanks);
  if (made.type === "table") {
    return { ...made, cells: made.cells.map((cell) => plainText(cell, plain, joinsBlanks)) };
  }
  if (made.type === "field") return { ...made, name: plain(made.name) };
  return made.type === "figure" && made.alt !== undefined ? { ...made, alt: plain(made.alt) } : made;
}

/** The blocks alone: the page's own text is the caller's to make anew. */
export function normaliseBlocks(page: ResultPage, plain: Plain, joinsBlanks: boolean): ResultBlock[] {
  return page.blocks.map((block) => plainBlock(block, plain, joinsBlanks));
}
