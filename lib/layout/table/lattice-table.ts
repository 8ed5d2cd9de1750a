/** Ruled tables: the cells that a lattice draws, with the words inside of them. */
import type { Word } from "../word.ts";
import type { FoundCell, FoundTable } from "./found-table.ts";
import { boxOfGrid, cellsOf, columnsOf, type Grid, gridOf, indexAt, rowsOf } from "./grid.ts";
import type { Lattice } from "./lattice.ts";
import { textLines } from "./text-line.ts";
import type { WordIndex } from "./word-index.ts";

/** The table that a lattice draws; undefined when what it draws is none. */
export function latticeTable({ box, edges }: Lattice, index: WordIndex): FoundTable | undefined {
  const grid = gridOf(edges, box);
  if (grid === undefined || columnsOf(grid) < 2 || rowsOf(grid) < 2) return undefined;
  const words = wordsByCell(grid, index.inside(box));
  const cells = cellsOf(grid).map((cell): FoundCell => {
    const inside: Word[] = [];
    for (let row = cell.row; row < cell.row + cell.rowSpan; row++) {
      for (let column = cell.column; column < cell.column + cell.columnSpan; column++)
        inside.push(...(words[row * columnsOf(grid) + column] ?? []));
    }
    const { xs, ys } = grid;
    return {
      ...cell,
      box: [
        xs[cell.column] ?? 0,
        ys[cell.row] ?? 0,
        xs[cell.column + cell.columnSpan] ?? 0,
        ys[cell.row + cell.rowSpan] ?? 0,
      ],
      words: textLines(inside, 1).flatMap((line) => line.words),
      header: cell.row === 0,
    };
  });
  if (cells.filter((cell) => cell.words.length > 0).length < 3) return undefined;
  return { box: boxOfGrid(grid), rows: rowsOf(grid), columns: columnsOf(grid), cells, headerRows: 1, kind: "ruled" };
}

function wordsByCell(grid: Grid, words: readonly Word[]): Word[][] {
  const cells: Word[][] = Array.from({ length: rowsOf(grid) * columnsOf(grid) }, () => []);
  for (const word of words) {
    const column = indexAt(grid.xs, (word.left + word.right) / 2);
    const row = indexAt(grid.ys, word.base - 0.33 * word.size);
    if (column >= 0 && row >= 0 && column < columnsOf(grid)) cells[row * columnsOf(grid) + column]?.push(word);
  }
  return cells;
}
