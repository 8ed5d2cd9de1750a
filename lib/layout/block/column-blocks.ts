/** From the rows of one column to drafts of blocks: paragraphs, items, code, captions; tables and figures between them. */
import type { Figure } from "../figure.ts";
import type { FoundTable } from "../table/found-table.ts";
import type { PageTags } from "../tags/page-tags.ts";
import { tagsPart } from "../tags/tags-part.ts";
import { learnLeading } from "./leading.ts";
import { captionOf } from "./marker.ts";
import { beginBlock, continues, extendBlock, goesOnInItem, isCode, type OpenBlock } from "./paragraph.ts";
import { type Item, isRow, type Row } from "./row.ts";

export type Draft =
  | { readonly kind: "text" | "item" | "code" | "caption"; readonly rows: readonly Row[] }
  | { readonly kind: "table"; readonly table: FoundTable }
  | { readonly kind: "figure"; readonly figure: Figure };

/** Drafts in the order of the items. */
export function columnBlocks(items: readonly Item[], tags?: PageTags): Draft[] {
  const rows = items.filter(isRow);
  const leading = learnLeading(rows);
  const far = rows.reduce((most, row) => Math.max(most, row.far), Number.NEGATIVE_INFINITY);
  const drafts: Draft[] = [];
  let open: OpenBlock | undefined;
  const close = (): void => {
    if (open !== undefined) drafts.push({ kind: open.kind, rows: open.rows });
    open = undefined;
  };
  for (const [at, item] of items.entries()) {
    if (!isRow(item)) {
      const next = items[at + 1];
      if (open === undefined || !standsBeside(item, open.rows.at(-1), next) || !continues(open, next, leading, far))
        close();
      drafts.push(
        item.kind === "table" ? { kind: "table", table: item.table } : { kind: "figure", figure: item.figure },
      );
    } else if (
      open !== undefined &&
      (continues(open, item, leading, far) || goesOnInItem(open, item, rowOf(items[at + 1]), leading)) &&
      !tagsPart(open.rows.at(-1), item, tags)
    ) {
      extendBlock(open, item);
    } else {
      close();
      open = beginBlock(item, kindOf(item, items[at + 1]));
    }
  }
  close();
  return drafts;
}

function rowOf(item: Item | undefined): Row | undefined {
  return item !== undefined && isRow(item) ? item : undefined;
}

/** A picture beside two rows does not part them. */
function standsBeside(item: Item, above: Row | undefined, below: Item | undefined): below is Row {
  if (isRow(item) || item.kind !== "figure" || above === undefined || below === undefined || !isRow(below))
    return false;
  return [above, below].every(({ line }) => line.right <= item.left || line.left >= item.right);
}

function kindOf(row: Row, next: Item | undefined): OpenBlock["kind"] {
  if (row.listed || (isCode(row) && next !== undefined && isRow(next) && isCode(next))) return "code";
  if (captionOf(row) !== undefined) return "caption";
  return row.marker === undefined ? "text" : "item";
}
