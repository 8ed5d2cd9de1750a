/** What the table finder is given, and what it finds. All coordinates are a frame's: text runs along x, lines follow each other along y. */
import type { Box } from "../../contracts/box.ts";
import type { Fill, Ruling } from "../../contracts/page-content.ts";
import type { Word } from "../word.ts";

export interface TablePage {
  readonly width: number;
  readonly height: number;
  /** The visible words whose text runs along x, in any order. */
  readonly words: readonly Word[];
  readonly rulings: readonly Ruling[];
  readonly fills: readonly Fill[];
  /** Raster images. */
  readonly images: readonly Box[];
  /** Bounding boxes of curves and slanted lines. */
  readonly drawings: readonly Box[];
}

export interface FoundCell {
  /** 0-based, of the cell's top left corner in the grid. */
  readonly row: number;
  readonly column: number;
  readonly rowSpan: number;
  readonly columnSpan: number;
  readonly box: Box;
  /** Line by line, each from left to right. */
  readonly words: readonly Word[];
  /** Names what the cells below it (or, in a row of its own, after it) are. */
  readonly header: boolean;
}

export interface FoundTable {
  readonly box: Box;
  readonly rows: number;
  readonly columns: number;
  /** Row by row, each from left to right. Together they cover the grid once; empty ones are there too. */
  readonly cells: readonly FoundCell[];
  /** How many rows at the top are the head. */
  readonly headerRows: number;
  /** Dots and dashes inside of the box that are set as text to rule the table or to lead from cell to cell: part of it, in no cell. */
  readonly drawn: readonly Word[];
  readonly kind: "ruled" | "partly_ruled" | "unruled";
}
