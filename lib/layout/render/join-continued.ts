/** Pages become one flow: what the end of a page parts is put together again. */
import type { ResultPage } from "../../contracts/result.ts";
import { type BlockOf, LEFT_OUT, type ResultBlock } from "../../contracts/result-block.ts";
import { cleanSigns, cleanSpans, withoutLeaders } from "./clean-spans.ts";
import type { FlowItem, FlowPart, FlowSpan } from "./flow.ts";
import { joinPart } from "./join-parts.ts";
import { notesOf, withNotes } from "./note-marks.ts";
import { repeatedRows } from "./repeated-rows.ts";

/** What may wait for the next page. Beyond it all is let go, and what goes on begins anew. */
const MAX_HELD_CHARS = 1_000_000;
const MAX_HELD_ITEMS = 5_000;

/** What has not been let go yet. `page` counts the pages with text that flows, up to the one that added to it last. */
interface HeldPage {
  readonly kind: "page";
  readonly number: number;
}
interface HeldBlock {
  readonly kind: "block";
  readonly block: Exclude<ResultBlock, { type: "table" }>;
  readonly spans: FlowSpan[];
  readonly parts: FlowPart[];
  /** Of all its parts as they came; what joins them is not counted. */
  characters: number;
  page: number;
}
interface HeldTable {
  readonly kind: "table";
  readonly block: BlockOf<"table">;
  /** Parts that wait. */
  parts: BlockOf<"table">[];
  begun: boolean;
  page: number;
}
type Held = HeldPage | HeldBlock | HeldTable;

/** Types whose text may go on as a plain paragraph on the next page. */
const GOES_ON_AS_PARAGRAPH: ReadonlySet<ResultBlock["type"]> = new Set(["list_item", "quote", "footnote", "aside"]);

/** A page of nothing but these may stand between the two parts of a paragraph. */
const BESIDE: ReadonlySet<ResultBlock["type"]> = new Set([
  "figure",
  "caption",
  "footnote",
  "field",
  "annotation",
  "aside",
]);

/**
 * The blocks that are shown, in order. One that later ones continue stands whole where it began; what stands between its parts comes behind
 * it. A page is let go when the next one whose text flows has been seen, and a table row by row as its pages come, so that two pages
 * and what stands behind a table wait at most. Given on in lists, one for each page that was read. With `tables` "apart" a table stays parted, each part on its page.
 */
export async function* joinContinued(
  pages: AsyncIterable<ResultPage>,
  tables: "joined" | "apart",
): AsyncGenerator<FlowItem[]> {
  const flow = new Flow(tables);
  for await (const page of pages) {
    flow.take(page);
    yield flow.release();
  }
  yield flow.end();
}

class Flow {
  readonly #tables: "joined" | "apart";
  #held: Held[] = [];
  #heldChars = 0;
  /** By the id of their last part: what the page before showed, which may go on. */
  #open = new Map<string, HeldBlock | HeldTable>();
  #shown = 0;

  constructor(tables: "joined" | "apart") {
    this.#tables = tables;
  }

  take(page: ResultPage): void {
    this.#held.push({ kind: "page", number: page.number });
    const blocks = page.blocks.filter(({ type }) => !LEFT_OUT.has(type));
    const textFlows = blocks.some(({ type }) => !BESIDE.has(type));
    if (textFlows) this.#shown++;
    const open = textFlows ? new Map<string, HeldBlock | HeldTable>() : this.#open;
    const notes = notesOf(page);
    for (const block of blocks) {
      const before = block.continues === undefined ? undefined : this.#open.get(block.continues);
      const grown = block.type === "table" ? this.#addTable(block, before) : this.#addBlock(block, before, notes);
      grown.page = this.#shown;
      this.#heldChars += block.text.length;
      open.set(grown.block.id, grown);
      open.set(block.id, grown);
    }
    this.#open = open;
  }

  #addTable(block: BlockOf<"table">, before: Held | undefined): HeldTable {
    if (this.#tables === "joined" && before?.kind === "table" && before.block.columns === block.columns) {
      before.parts.push(block);
      return before;
    }
    const table: HeldTable = { kind: "table", block, parts: [block], begun: false, page: 0 };
    this.#held.push(table);
    return table;
  }

  #addBlock(block: HeldBlock["block"], before: Held | undefined, notes: ReadonlyMap<string, string>): HeldBlock {
    const spans = withNotes(withoutLeaders(block.type, cleanSpans(block)), notes);
    if (before?.kind === "block" && mayGoOn(before.block, block)) {
      joinPart(before.spans, spans, block.type === "code" ? "code" : "paragraph");
      before.parts.push(partOf(block, before.characters));
      before.characters += lengthOf(spans);
      return before;
    }
    const own = { block: cleanSigns(block), spans: [...spans], parts: [partOf(block, 0)] };
    const held: HeldBlock = { kind: "block", ...own, characters: lengthOf(spans), page: 0 };
    this.#held.push(held);
    return held;
  }

  /** What can go on no more, from the front; and of a table in front of all else the rows that are there. */
  release(): FlowItem[] {
    if (this.#heldChars > MAX_HELD_CHARS || this.#held.length > MAX_HELD_ITEMS) return this.end();
    const items: FlowItem[] = [];
    let done = 0;
    for (const held of this.#held) {
      const open = held.kind !== "page" && held.page === this.#shown;
      if (open && held.kind === "block") break;
      this.#letGo(held, items);
      if (open) break;
      done++;
    }
    this.#held.splice(0, done);
    return items;
  }

  /** All that is left. Nothing goes on after it. */
  end(): FlowItem[] {
    const items: FlowItem[] = [];
    for (const held of this.#held) this.#letGo(held, items);
    this.#held = [];
    this.#heldChars = 0;
    this.#open = new Map();
    return items;
  }

  #letGo(held: Held, items: FlowItem[]): void {
    if (held.kind === "page") {
      items.push(held);
    } else if (held.kind === "block") {
      for (const { text } of held.spans) this.#heldChars -= text.length;
      items.push({ kind: "block", block: held.block, spans: held.spans, parts: held.parts });
    } else {
      this.#letGoRows(held, items);
    }
  }

  #letGoRows(held: HeldTable, items: FlowItem[]): void {
    for (const part of held.parts) {
      this.#heldChars -= part.text.length;
      const repeated = held.begun ? repeatedRows(held.block, part) : 0;
      items.push({ kind: "table", block: part, goesOn: held.begun, repeatedRows: repeated });
      held.begun = true;
    }
    held.parts = [];
  }
}

function partOf({ id, page, box }: ResultBlock, start: number): FlowPart {
  return { id, page, box, start };
}

function lengthOf(spans: readonly FlowSpan[]): number {
  return spans.reduce((sum, { text }) => sum + text.length, 0);
}

/** Whether a block goes on with the one that it says it does. */
export function mayGoOn(before: ResultBlock, block: ResultBlock): boolean {
  return before.type === block.type || (block.type === "paragraph" && GOES_ON_AS_PARAGRAPH.has(before.type));
}
