/** What is translated as one: a paragraph with all of its parts, a heading, a cell of a table. */
import type { Span } from "../contracts/result-block.ts";

export interface Passage {
  /** The block in which it begins; cells add a full stop and their place in the table's list. */
  readonly id: string;
  readonly block: string;
  readonly page: number;
  readonly spans: readonly Span[];
  /** Blocks of later pages that go on with it. */
  readonly also: readonly string[];
  /** The place of a table's cell; null for a block. */
  readonly cell: number | null;
}
