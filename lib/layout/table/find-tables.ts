/** Finds the tables of a page by its rulings, its fills and the way that its words line up. */
import { type Edge, edgesOf, joinEdges } from "./edge.ts";
import { isFigure } from "./figure.ts";
import { fillEdges } from "./fill-edges.ts";
import type { FoundTable, TablePage } from "./found-table.ts";
import { latticesOf } from "./lattice.ts";
import { latticeTable } from "./lattice-table.ts";
import { openTable } from "./open-table.ts";
import { ruledRegions } from "./ruled-regions.ts";
import { textRules } from "./text-rules.ts";
import { unruledRegions } from "./unruled-regions.ts";
import { unruledTable } from "./unruled-table.ts";
import { WordIndex } from "./word-index.ts";

/** A page with more words than this is no page that people read. */
const MOST_WORDS = 30_000;

/** The tables of one frame, from top to bottom. Never throws; a page with absurdly many words or rulings has none. */
export function findTables(page: TablePage): FoundTable[] {
  if (page.words.length === 0 || page.words.length > MOST_WORDS) return [];
  const text = textRules(page.words);
  const drawn = edgesOf(page.rulings, page.drawings);
  const edges =
    text.edges.length === 0 ? drawn : { ...drawn, horizontal: joinEdges([...drawn.horizontal, ...text.edges]) };
  const index = new WordIndex(text.others);
  const tables: FoundTable[] = [];
  const add = (table: FoundTable | undefined): boolean => {
    if (table === undefined) return false;
    tables.push(table);
    for (const { words } of table.cells) index.take(words);
    return true;
  };
  let free = edges.horizontal;
  for (const lattice of latticesOf(edges)) {
    if (!add(latticeTable(lattice, index))) continue;
    const used = new Set(lattice.edges.horizontal);
    free = free.filter((edge) => !used.has(edge));
  }
  const rules = joinEdges([...free, ...fillEdges(page)]);
  for (const region of ruledRegions(rules, index, (rule) => liesInside(rule, tables))) {
    if (!isFigure(region.box, page)) add(openTable({ ...region, solid: [] }));
  }
  for (const region of unruledRegions(index.left())) {
    if (isFigure(region.box, page)) continue;
    add(
      unruledTable(
        region,
        rules.filter(
          (rule) =>
            rule.at > region.box[1] && rule.at < region.box[3] && rule.to > region.box[0] && rule.from < region.box[2],
        ),
      ),
    );
  }
  return tables.sort((a, b) => a.box[1] - b.box[1]);
}

function liesInside({ at, from, to }: Edge, tables: readonly FoundTable[]): boolean {
  return tables.some(({ box }) => at >= box[1] - 1 && at <= box[3] + 1 && to > box[0] && from < box[2]);
}
