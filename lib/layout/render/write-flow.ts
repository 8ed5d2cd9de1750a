/** From pages to text: the flow of the pages, item by item, through the writer of a format. */
import type { ResultPage } from "../../contracts/result.ts";
import type { FlowItem } from "./flow.ts";
import { joinContinued } from "./join-continued.ts";

export interface FlowWriter {
  /** The item, with what parts it from the one before. Empty for what the format does not show. */
  write(item: FlowItem): string;
  /** What ends the whole. */
  end(): string;
}

/** A chunk for each page that is let go. */
export async function* writeFlow(
  pages: AsyncIterable<ResultPage>,
  tables: "joined" | "apart",
  writer: FlowWriter,
): AsyncGenerator<string> {
  for await (const items of joinContinued(pages, tables)) {
    let text = "";
    for (const item of items) text += writer.write(item);
    yield text;
  }
  yield writer.end();
}
