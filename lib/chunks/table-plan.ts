/** Where the rows of a table stand in its text, which of them are its header, and which table it goes on with. */
import type { BlockOf } from "../contracts/result-block.ts";
import { tableLines } from "../layout/render/render-text.ts";
import { repeatedRows } from "../layout/render/repeated-rows.ts";
import { headerRows, tableRows } from "../layout/render/table-rows.ts";
import { RecentMap } from "../limits/recent-map.ts";
import { byRows, type RowRange, type RowTable } from "./table-part.ts";

type Table = BlockOf<"table">;

export interface TablePlan {
  readonly rows: RowTable;
  /** For each row the place at which it begins in the table's text. */
  readonly starts: readonly number[];
  /** Rows at which the table may be cut without parting a cell that spans several. */
  readonly cuts: ReadonlySet<number>;
  /** The header, of this table or of the one that it goes on with; null where there is none. */
  readonly header: { readonly rows: RowRange; readonly text: string } | null;
  /** How many of its own first rows are its header. */
  readonly ownHeader: number;
  /** The part on an earlier page that it goes on with, and how many of its first rows say that one's header again. */
  readonly before: string | null;
  readonly repeats: number;
}

/** Tables that may still go on are few: those of the last pages. */
const REMEMBERED = 64;

export class TablePlans {
  /** By the id of a table's last part: its first part. */
  readonly #heads = new RecentMap<string, Table>(REMEMBERED);

  of(table: Table): TablePlan {
    const known = table.continues === undefined ? undefined : this.#heads.get(table.continues);
    const head = known?.columns === table.columns ? known : undefined;
    this.#heads.set(table.id, head ?? table);
    return planOf(table, head);
  }
}

function planOf(table: Table, head: Table | undefined): TablePlan {
  const lines = tableLines(table);
  const starts: number[] = [];
  let length = 0;
  for (const line of lines) {
    starts.push(length);
    length += line.length + 1;
  }
  const own = headerRows(tableRows(table));
  const ownHeader = own === lines.length ? 0 : own;
  return {
    rows: byRows(table, lines.length),
    starts,
    cuts: cutsOf(table, lines.length),
    header: ownHeader > 0 ? headerOf(table, ownHeader) : head === undefined ? null : headerOf(head, undefined),
    ownHeader,
    before: head === undefined ? null : (table.continues ?? null),
    repeats: head === undefined ? 0 : repeatedRows(head, table),
  };
}

function headerOf(table: Table, rows = headerRows(tableRows(table))): TablePlan["header"] {
  if (rows === 0) return null;
  return { rows: { ...byRows(table, rows), from: 0, to: rows }, text: tableLines(table).slice(0, rows).join("\n") };
}

function cutsOf({ cells }: Table, rows: number): ReadonlySet<number> {
  /** For each row how many cells begin to span into the next ones there, less those that end. */
  const depth = new Int32Array(rows + 1);
  for (const { row, row_span } of cells) {
    if (row_span <= 1 || row + 1 > rows) continue;
    depth[row + 1] = (depth[row + 1] ?? 0) + 1;
    const end = Math.min(row + row_span, rows);
    depth[end] = (depth[end] ?? 0) - 1;
  }
  const cuts = new Set<number>();
  let open = 0;
  for (let row = 0; row < rows; row++) {
    open += depth[row] ?? 0;
    if (open <= 0) cuts.add(row);
  }
  return cuts;
}
