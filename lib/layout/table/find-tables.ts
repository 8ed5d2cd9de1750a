/** Finds the tables of a page by its rulings, its fills and the way that its words line up. */
import type { Box } from "../../contracts/box.ts";
import type { Word } from "../word.ts";
import { captionNear } from "./caption.ts";
import { type Edge, edgesOf, joinEdges } from "./edge.ts";
import { isFigure } from "./figure.ts";
import { fillEdges } from "./fill-edges.ts";
import type { FoundTable, TablePage } from "./found-table.ts";
import { latticesOf } from "./lattice.ts";
import { looksLikeTable } from "./looks-like-table.ts";
import { type OpenTable, openTable } from "./open-table.ts";
import { tablesBesidePictures } from "./picture-rows.ts";
import { ruledRegions } from "./ruled-regions.ts";
import { withoutSmallBoxes } from "./small-boxes.ts";
import { textRules } from "./text-rules.ts";
import { trimRows } from "./trim-rows.ts";
import { unruledRegions } from "./unruled-regions.ts";
import { WordIndex } from "./word-index.ts";

/** A page with more words than this is no page that people read. */
const MOST_WORDS = 20_000;

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
    const trimmed = trimRows(table);
    tables.push({ ...trimmed, drawn: wordsIn(text.drawn, trimmed.box) });
    for (const { words } of trimmed.cells) index.take(words);
    return true;
  };
  const isDrawing = (box: Box): boolean => isFigure(box, page, drawn.ticks, index);
  const addOpen = (table: OpenTable | undefined, captioned: boolean, kind: FoundTable["kind"]): void => {
    if (table === undefined) return;
    // A rule inside of a region that no rules bound says less: as much as a caption.
    const headed = table.headed && kind !== "unruled";
    const leaders = wordsIn(text.drawn, table.box).length > 0;
    if (looksLikeTable(table, { headed, captioned: captioned || table.headed, leaders })) add({ ...table, kind });
  };
  let free = edges.horizontal;
  for (const lattice of latticesOf(withoutSmallBoxes(edges))) {
    const ruled = tablesBesidePictures(lattice, index, isDrawing);
    if (ruled.length === 0) continue;
    if (ruled !== "drawing") for (const table of ruled) add(table);
    const used = new Set(lattice.edges.horizontal);
    free = free.filter((edge) => !used.has(edge));
  }
  const rules = joinEdges([...free, ...fillEdges(page)]);
  for (const region of ruledRegions(rules, index, (rule) => liesInside(rule, tables))) {
    if (isDrawing(region.box) || tables.some(({ box }) => lies(box, region.box))) continue;
    addOpen(openTable({ ...region, solid: [] }), captionNear(region.box, index), "partly_ruled");
  }
  for (const region of unruledRegions(index.left())) {
    if (isDrawing(region.box) || index.anyTaken(region.words)) continue;
    const inner = rules.filter((rule) => isInside(rule, region.box));
    addOpen(openTable({ ...region, rules: inner, solid: [] }), region.captioned, "unruled");
  }
  return tables.sort((a, b) => a.box[1] - b.box[1]);
}

function liesInside(rule: Edge, tables: readonly FoundTable[]): boolean {
  return tables.some(({ box }) => isInside(rule, box));
}

function isInside({ at, from, to }: Edge, [left, top, right, bottom]: Box): boolean {
  return at >= top - 1 && at <= bottom + 1 && to > left && from < right;
}

/** Whether the middle of a box lies inside of another. */
function lies(inner: Box, [left, top, right, bottom]: Box): boolean {
  const x = (inner[0] + inner[2]) / 2;
  const y = (inner[1] + inner[3]) / 2;
  return x > left && x < right && y > top && y < bottom;
}

/** The words of a set that stand in a box, or on its sides. */
function wordsIn(words: ReadonlySet<Word>, [left, top, right, bottom]: Box): Word[] {
  const inside: Word[] = [];
  for (const word of words) {
    const over = word.right > left && word.left < right;
    if (over && word.base > top - word.size / 2 && word.base < bottom + word.size) inside.push(word);
  }
  return inside;
}
