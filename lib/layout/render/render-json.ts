/** The result as one JSON document of the shape `resultSchema`, written page by page. */
import type { ResultFrame, ResultPage } from "../../contracts/result.ts";

/** The frame stands first, so a reader of the stream knows receipt and warnings before the pages come. */
export async function* renderJson(frame: ResultFrame, pages: AsyncIterable<ResultPage>): AsyncGenerator<string> {
  yield `${JSON.stringify(frame).slice(0, -1)},"pages":[`;
  let first = true;
  for await (const page of pages) {
    yield `${first ? "\n" : ",\n"}${JSON.stringify(page)}`;
    first = false;
  }
  yield "\n]}\n";
}
