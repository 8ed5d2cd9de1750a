/** The result as GitHub's Markdown. Nothing in it is active but the links of the document. */
import type { ResultPage } from "../../contracts/result.ts";
import { MarkdownWriter } from "./markdown-writer.ts";
import { writeFlow } from "./write-flow.ts";

/** Blocks are parted by an empty line, items of one list by none; of figures only the captions are shown. */
export function renderMarkdown(pages: AsyncIterable<ResultPage>): AsyncIterable<string> {
  return writeFlow(pages, "joined", new MarkdownWriter());
}
