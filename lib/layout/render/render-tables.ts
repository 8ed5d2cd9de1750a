/** The tables of a result one by one, each as CSV of its own. */
import type { ResultPage } from "../../contracts/result.ts";
import { joinContinued } from "./join-continued.ts";
import { recordsOf, tablesAlone } from "./render-csv.ts";

/** Some rows of a table. */
export interface TableRows {
  /** Of the table's first part. */
  readonly id: string;
  readonly csv: string;
}

/** In order; all that is said of one table comes before anything of the next one. A table without rows is not among them. */
export async function* renderTables(pages: AsyncIterable<ResultPage>): AsyncGenerator<TableRows> {
  let id = "";
  for await (const items of joinContinued(tablesAlone(pages), "joined")) {
    for (const item of items) {
      if (item.kind !== "table") continue;
      if (!item.goesOn) id = item.block.id;
      const csv = recordsOf(item);
      if (csv !== "") yield { id, csv };
    }
  }
}
