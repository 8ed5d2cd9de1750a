/** The result as Markdown: headings by level, paragraphs, everything parted by an empty line. */
import type { ResultPage } from "../../contracts/result.ts";
import type { ResultBlock } from "../../contracts/result-block.ts";
import { escapeInline, escapeLine } from "./escape-markdown.ts";

/** One chunk a page with text; pages are parted by an empty line like blocks. */
export async function* renderMarkdown(pages: AsyncIterable<ResultPage>): AsyncGenerator<string> {
  let first = true;
  for await (const page of pages) {
    const text = page.blocks.map(blockMarkdown).join("\n\n");
    if (text !== "") {
      yield `${first ? "" : "\n"}${text}\n`;
      first = false;
    }
  }
}

/** Rows inside a paragraph keep their lines by a backslash at the end; a heading has one line. */
function blockMarkdown(block: ResultBlock): string {
  const lines = block.text.split("\n");
  return block.type === "heading"
    ? `${"#".repeat(block.level)} ${lines.map(escapeInline).join(" ")}`
    : lines.map(escapeLine).join("\\\n");
}
