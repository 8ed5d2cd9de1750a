/** The result as a complete HTML document: semantic, without styles or scripts, and without anything active but links. */
import type { ResultFrame, ResultPage } from "../../contracts/result.ts";
import { HTML_END, htmlHead } from "./html-frame.ts";
import { HtmlWriter } from "./html-writer.ts";
import { writeFlow } from "./write-flow.ts";

export async function* renderHtml(frame: ResultFrame, pages: AsyncIterable<ResultPage>): AsyncGenerator<string> {
  yield htmlHead(frame.document);
  yield* writeFlow(pages, "joined", new HtmlWriter());
  yield HTML_END;
}
