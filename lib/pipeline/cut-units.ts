/** What is added to a result, cut into units of work. Pure: the same wherever it is computed. */
import type { Unit } from "../contracts/enrichment.ts";
import type { JobOptions } from "../contracts/job-options.ts";
import type { PageRange } from "../contracts/page-range.ts";
import { MAX_UNITS, UNIT_CHARS } from "../limits/enrich-limits.ts";

/** The vectors of all chunks: chunks go over the whole document. */
const VECTORS: Unit = "v0-1";

/** Spans of pages with about as much text each as one delivery translates. `characters` are those of the selected pages, in order. */
function cutPages(characters: readonly number[], unitPages: number): PageRange[] {
  const total = characters.reduce((sum, count) => sum + count, 0);
  // Two neighbours hold more than one unit does, so there are no more than twice as many as would be full.
  const scale = Math.max(1, (2 * total) / UNIT_CHARS / MAX_UNITS, (2 * characters.length) / unitPages / MAX_UNITS);
  const ranges: { first: number; count: number }[] = [];
  let filled = 0;
  for (const [at, count] of characters.entries()) {
    const last = ranges.at(-1);
    if (last === undefined || filled + count > scale * UNIT_CHARS || last.count >= scale * unitPages) {
      ranges.push({ first: at, count: 1 });
      filled = count;
    } else {
      last.count += 1;
      filled += count;
    }
  }
  return ranges;
}

/** None for a job that asks for nothing more than its result. */
export function cutUnits({ translate, embed }: JobOptions, characters: readonly number[], unitPages: number): Unit[] {
  const pages = translate === undefined ? [] : cutPages(characters, unitPages);
  return [...pages.map(({ first, count }) => `t${first}-${count}`), ...(embed === undefined ? [] : [VECTORS])];
}

/** The pages of a unit; null for that of the vectors. */
export function pagesOfUnit(unit: Unit): PageRange | null {
  const [, kind, first, count] = /^([tv])(\d+)-(\d+)$/.exec(unit) ?? [];
  return kind === "t" ? { first: Number(first), count: Number(count) } : null;
}
