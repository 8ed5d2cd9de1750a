/** What the renderers read: the blocks of all pages as one flow, with what goes on over a page's end put together. */
import type { BlockOf, ResultBlock, Span } from "../../contracts/result-block.ts";

/** A span, and the footnote that it is the mark of. */
export interface FlowSpan extends Span {
  /** The footnote's id. */
  readonly note?: string;
}

/** Where a page begins. Every page has one, in order, also one that shows nothing. */
export interface PageStart {
  readonly kind: "page";
  readonly number: number;
}

/** One of the blocks that a flowing block is made of, and about where in its text that one's begins. */
export interface FlowPart extends Pick<ResultBlock, "id" | "page" | "box"> {
  readonly start: number;
}

/** A block that is no table. What it says is in `spans`: `block` is its first part as it stood on its page. */
export interface FlowBlock {
  readonly kind: "block";
  readonly block: Exclude<ResultBlock, { type: "table" }>;
  readonly spans: readonly FlowSpan[];
  /** In order; the first is `block`. */
  readonly parts: readonly FlowPart[];
}

/** A table, or the next part of the one before: nothing stands between the two. */
export interface FlowTable {
  readonly kind: "table";
  readonly block: BlockOf<"table">;
  readonly goesOn: boolean;
  /** How many of its first rows say again what the head of the whole table says. 0 unless it goes on. */
  readonly repeatedRows: number;
}

export type FlowItem = PageStart | FlowBlock | FlowTable;
