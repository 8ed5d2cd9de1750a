/** The tables of a result as CSV (RFC 4180), in order, parted by an empty line. */
import type { ResultPage } from "../../contracts/result.ts";
import { csvRecord } from "./csv-field.ts";
import type { FlowTable } from "./flow.ts";
import { joinContinued } from "./join-continued.ts";
import { tableTexts } from "./table-rows.ts";

/**
 * A chunk for each part of a table. One that goes on over pages is one table, and its header stands once. The text of a cell that spans
 * others stands in the first of their fields.
 */
export async function* renderCsv(pages: AsyncIterable<ResultPage>): AsyncGenerator<string> {
  let first = true;
  for await (const item of joinContinued(tablesAlone(pages), "joined")) {
    if (item.kind !== "table") continue;
    const records = recordsOf(item);
    if (records === "") continue;
    yield first || item.goesOn ? records : `\r\n${records}`;
    first = false;
  }
}

function recordsOf({ block, repeatedRows }: FlowTable): string {
  return tableTexts(block).slice(repeatedRows).map(csvRecord).join("");
}

async function* tablesAlone(pages: AsyncIterable<ResultPage>): AsyncGenerator<ResultPage> {
  for await (const page of pages) yield { ...page, blocks: page.blocks.filter(({ type }) => type === "table") };
}
