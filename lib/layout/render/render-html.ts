/** The result as a complete HTML document: semantic, without styles or scripts, and without anything active but links. */
import type { ResultFrame, ResultPage } from "../../contracts/result.ts";
import { HTML_END, htmlHead } from "./html-frame.ts";
import { HtmlWriter } from "./html-writer.ts";
import { joinContinued } from "./join-continued.ts";

export async function* renderHtml(frame: ResultFrame, pages: AsyncIterable<ResultPage>): AsyncGenerator<string> {
  yield htmlHead(frame.document);
  const writer = new HtmlWriter();
  for await (const item of joinContinued(pages, "joined")) {
    if (item.kind !== "page") yield writer.write(item);
  }
  yield writer.end();
  yield HTML_END;
}
