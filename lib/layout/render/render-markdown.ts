/** The result as GitHub's Markdown. Nothing in it is active but the links of the document. */
import type { ResultPage } from "../../contracts/result.ts";
import { joinContinued } from "./join-continued.ts";
import { MarkdownWriter } from "./markdown-writer.ts";

/** A chunk a block. Blocks are parted by an empty line, items of one list by none; of figures only the captions are shown. */
export async function* renderMarkdown(pages: AsyncIterable<ResultPage>): AsyncGenerator<string> {
  const writer = new MarkdownWriter();
  for await (const item of joinContinued(pages, "joined")) {
    if (item.kind !== "page") yield writer.write(item);
  }
  yield writer.end();
}
