/** What is put into reading order: a piece of a line, a table or a figure, as a box. */

import type { Figure } from "../figure.ts";
import type { Line } from "../line.ts";
import type { FoundTable } from "../table/found-table.ts";

interface Place {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type Atom = Place &
  (
    | { readonly kind: "line"; readonly line: Line }
    | { readonly kind: "table"; readonly table: FoundTable }
    | { readonly kind: "figure"; readonly figure: Figure }
  );

/** Atoms of one column, from top to bottom. */
export interface Column {
  readonly atoms: readonly Atom[];
  /** Stands beside the text: a note in the margin. */
  readonly aside: boolean;
}
