/** Unruled tables: what stands in columns, and is one because of what stands there. Lists, registers, authors and running text stand in columns too. */
import type { Word } from "../word.ts";
import { isCaption } from "./caption.ts";
import type { Edge } from "./edge.ts";
import type { FoundCell, FoundTable } from "./found-table.ts";
import { openTable } from "./open-table.ts";
import { isValue } from "./placed-line.ts";
import type { UnruledRegion } from "./unruled-regions.ts";

/** Of the cells beside the first column, this share are values, unless a caption says that it is a table. */
const VALUES_SHARE = 0.5;
const CAPTIONED_VALUES_SHARE = 0.2;
/** Two columns need more. */
const PAIR_VALUES_SHARE = 0.7;
const PAIR_ROWS = 4;
const LEAST_ROWS = 4;
const CAPTIONED_ROWS = 3;
/** Longer cells, in words on average over a column, are sentences. */
const MOST_WORDS = 8;
/** Of all cells, this share is filled. */
const FILLED_SHARE = 0.4;
const LIST_MARK = /^(?:[•·▪◦‣–—*-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|\[\d{1,3}\])$/i;

/** The table in a region without rules around it; undefined when it does not read as one. `rules` are those inside. */
export function unruledTable(region: UnruledRegion, rules: readonly Edge[]): FoundTable | undefined {
  const table = openTable({ box: region.box, words: region.words, rules, solid: [] });
  if (table === undefined || !readsAsTable(table, region.captioned)) return undefined;
  return { ...table, kind: "unruled" };
}

function readsAsTable({ cells, rows, columns, headerRows }: FoundTable, captioned: boolean): boolean {
  const filled = cells.filter(({ words }) => words.length > 0);
  if (filled.length < FILLED_SHARE * cells.length) return false;
  const body = filled.filter(({ row }) => row >= headerRows);
  if (!captioned && hasSentences(body, columns)) return false;
  if (filled.some((cell) => isCaption(cell.words))) return false;
  const values = shareOfValues(body.filter(({ column }) => column > 0));
  if (columns === 2) {
    if (rows < PAIR_ROWS || isList(body) || countsUp(body)) return false;
    return values >= (captioned ? CAPTIONED_VALUES_SHARE : PAIR_VALUES_SHARE);
  }
  if (rows < (captioned ? CAPTIONED_ROWS : LEAST_ROWS) || isList(body)) return false;
  return values >= (captioned ? CAPTIONED_VALUES_SHARE : VALUES_SHARE);
}

function hasSentences(body: readonly FoundCell[], columns: number): boolean {
  const counts = Array.from({ length: columns }, () => ({ cells: 0, words: 0 }));
  for (const { column, words } of body) {
    const count = counts[column];
    if (count === undefined) continue;
    count.cells += 1;
    count.words += words.length;
  }
  return counts.some(({ cells, words }) => words > MOST_WORDS * cells);
}

function shareOfValues(cells: readonly FoundCell[]): number {
  return cells.length === 0 ? 0 : cells.filter(({ words }) => isValue(words)).length / cells.length;
}

/** Whether the first column holds marks of list items. */
function isList(body: readonly FoundCell[]): boolean {
  const first = body.filter(({ column }) => column === 0);
  const marks = first.filter(({ words }) => words.length === 1 && LIST_MARK.test(words[0]?.text ?? ""));
  return marks.length * 2 > first.length;
}

/** Whether the last column counts up, as the pages of a table of contents do. */
function countsUp(body: readonly FoundCell[]): boolean {
  const numbers = body.filter(({ column }) => column === 1).map(({ words }) => pageNumber(words));
  let up = 0;
  for (let at = 1; at < numbers.length; at++) up += (numbers[at] ?? 0) >= (numbers[at - 1] ?? 0) ? 1 : 0;
  return numbers.every((number) => number !== undefined) && up === numbers.length - 1;
}

function pageNumber(words: readonly Word[]): number | undefined {
  const text = words[0]?.text ?? "";
  return words.length === 1 && /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}
