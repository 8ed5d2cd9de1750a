/** Pages with tables, set by hand: rows of cells, the lines around them, and what is found there, as plain text. */
import type { Box } from "../../lib/contracts/box.ts";
import type { PageContent, Ruling } from "../../lib/contracts/page-content.ts";
import { makeFrame } from "../../lib/layout/frame.ts";
import { findTables } from "../../lib/layout/table/find-tables.ts";
import type { FoundTable } from "../../lib/layout/table/found-table.ts";
import { buildWords } from "../../lib/layout/words.ts";
import { pageOf, run, type TextRun } from "./page-builder.ts";

/** The tables of a page with these runs, from top to bottom. */
export function tablesOf(runs: readonly TextRun[], more: Partial<PageContent> = {}): FoundTable[] {
  const frame = makeFrame(pageOf(runs, 1, more), 0, undefined);
  const { width, height, rulings, fills, images, drawings } = frame;
  return findTables({ width, height, words: buildWords(frame), rulings, fills, images, drawings });
}

/** Cells in one line each, `xs` their left edges, from the baseline `top` on, `pitch` apart. Empty texts are left out. */
export function cellRuns(
  rows: readonly (readonly string[])[],
  xs: readonly number[],
  top = 100,
  pitch = 16,
): TextRun[] {
  return rows.flatMap((row, at) =>
    row.flatMap((text, column) => (text === "" ? [] : [run({ text, x: xs[column] ?? 0, baseline: top + at * pitch })])),
  );
}

export function level(y: number, from: number, to: number, width = 0.5): Ruling {
  return { x0: from, x1: to, y0: y, y1: y, width };
}

export function upright(x: number, from: number, to: number, width = 0.5): Ruling {
  return { x0: x, x1: x, y0: from, y1: to, width };
}

/** Lines along all sides of the cells that these places part. */
export function gridLines(xs: readonly number[], ys: readonly number[]): Ruling[] {
  const [left, right, top, bottom] = [xs[0] ?? 0, xs.at(-1) ?? 0, ys[0] ?? 0, ys.at(-1) ?? 0];
  return [...ys.map((y) => level(y, left, right)), ...xs.map((x) => upright(x, top, bottom))];
}

export function fill([left, top, right, bottom]: Box, color = 0xdddddd): { box: Box; color: number } {
  return { box: [left, top, right, bottom], color };
}

/** Row by row; a cell over several rows and columns with its spans after it, like `Year 1x3`. */
export function textGrid(table: FoundTable | undefined): string[][] {
  if (table === undefined) return [];
  return Array.from({ length: table.rows }, (_, row) =>
    table.cells
      .filter((cell) => cell.row === row)
      .map(({ words, rowSpan, columnSpan }) => {
        const text = words.map((word) => word.text).join(" ");
        return rowSpan * columnSpan === 1 ? text : `${text} ${rowSpan}x${columnSpan}`;
      }),
  );
}
