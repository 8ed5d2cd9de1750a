/** The tables of a result as CSV (RFC 4180), in order, parted by an empty line. */
import type { ResultPage } from "../../contracts/result.ts";
import { csvRecord } from "./csv-field.ts";
import type { FlowItem, FlowTable } from "./flow.ts";
import { tableTexts } from "./table-rows.ts";
import { type FlowWriter, writeFlow } from "./write-flow.ts";

/** A table that goes on over pages is one, and its header stands once. The text of a cell that spans others stands in the first of their fields. */
export function renderCsv(pages: AsyncIterable<ResultPage>): AsyncIterable<string> {
  return writeFlow(tablesAlone(pages), "joined", new CsvWriter());
}

class CsvWriter implements FlowWriter {
  #first = true;

  write(item: FlowItem): string {
    const records = item.kind === "table" ? recordsOf(item) : "";
    if (item.kind !== "table" || records === "") return "";
    const part = this.#first || item.goesOn ? "" : "\r\n";
    this.#first = false;
    return part + records;
  }

  end(): string {
    return "";
  }
}

/** Its rows, without those that say again what its head says. */
export function recordsOf({ block, repeatedRows }: FlowTable): string {
  return tableTexts(block).slice(repeatedRows).map(csvRecord).join("");
}

/** The pages with nothing on them but tables. */
export async function* tablesAlone(pages: AsyncIterable<ResultPage>): AsyncGenerator<ResultPage> {
  for await (const page of pages) yield { ...page, blocks: page.blocks.filter(({ type }) => type === "table") };
}
