/** The result as plain text: blocks parted by an empty line, pages by a form feed. */
import type { ResultPage } from "../../contracts/result.ts";

/** One chunk a page. Pages without text still have their form feed, so pages can be counted. */
export async function* renderText(pages: AsyncIterable<ResultPage>): AsyncGenerator<string> {
  let first = true;
  for await (const page of pages) {
    yield `${first ? "" : "\f"}${page.text}${page.text === "" ? "" : "\n"}`;
    first = false;
  }
}
