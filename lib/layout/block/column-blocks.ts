/** From the rows of one column to drafts of blocks: paragraphs, items, code, captions; tables and figures between them. */
import type { Figure } from "../figure.ts";
import type { FoundTable } from "../table/found-table.ts";
import type { PageTags } from "../tags/page-tags.ts";
import { tagsPart } from "../tags/tags-part.ts";
import { learnLeading } from "./leading.ts";
import { captionOf } from "./marker.ts";
import { beginBlock, continues, extendBlock, isCode, type OpenBlock } from "./paragraph.ts";
import { type Item, isRow, type Row } from "./row.ts";

export type Draft =
  | { readonly kind: "text" | "item" | "code" | "caption"; readonly rows: readonly Row[] }
  | { readonly kind: "table"; readonly table: FoundTable }
  | { readonly kind: "figure"; readonly figure: Figure };

/** Drafts in the order of the items. */
export function columnBlocks(items: readonly Item[], tags?: PageTags): Draft[] {
  const leading = learnLeading(items.filter(isRow));
  const drafts: Draft[] = [];
  let open: OpenBlock | undefined;
  const close = (): void => {
    if (open !== undefined) drafts.push({ kind: open.kind, rows: open.rows });
    open = undefined;
  };
  for (const [at, item] of items.entries()) {
    if (!isRow(item)) {
      close();
      drafts.push(
        item.kind === "table" ? { kind: "table", table: item.table } : { kind: "figure", figure: item.figure },
      );
    } else if (open !== undefined && continues(open, item, leading) && !tagsPart(open.rows.at(-1), item, tags)) {
      extendBlock(open, item);
    } else {
      close();
      open = beginBlock(item, kindOf(item, items[at + 1]));
    }
  }
  close();
  return drafts;
}

function kindOf(row: Row, next: Item | undefined): OpenBlock["kind"] {
  if (isCode(row) && next !== undefined && isRow(next) && isCode(next)) return "code";
  if (captionOf(row) !== undefined) return "caption";
  return row.marker === undefined ? "text" : "item";
}
