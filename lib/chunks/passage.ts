/** What chunks are made of: the blocks of a result one after the other, each with its text and with what parts it from the one before. */
import type { ResultPage } from "../contracts/result.ts";
import type { ResultBlock } from "../contracts/result-block.ts";
import type { FlowBlock, FlowItem, FlowTable } from "../layout/render/flow.ts";
import { joinContinued } from "../layout/render/join-continued.ts";
import { itemText } from "../layout/render/render-text.ts";
import { type TablePlan, TablePlans } from "./table-plan.ts";

interface Common {
  /** Together the separators and the texts are the format `text`, with an empty line where that has a page's end. */
  readonly separator: string;
  readonly text: string;
  /** The page on which it begins. */
  readonly page: number;
}

export interface BlockPassage extends Common {
  readonly kind: "block";
  readonly item: FlowBlock;
  /** Where in the text the item's own begins; a marker, or a mark, stands before it. Negative where blanks at its beginning are left out. */
  readonly bodyStart: number;
}

export interface TablePassage extends Common {
  readonly kind: "table";
  readonly item: FlowTable;
  readonly plan: TablePlan;
}

export type Passage = BlockPassage | TablePassage;

const HEADINGS: ReadonlySet<ResultBlock["type"]> = new Set(["title", "heading"]);
const WHOLE: ReadonlySet<ResultBlock["type"]> = new Set(["code", "formula", "field"]);

export function isHeading({ item }: Passage): boolean {
  return HEADINGS.has(item.block.type);
}

/** Whether its text is running text, which may be cut between sentences. */
export function isProse({ item }: Passage): boolean {
  return item.kind === "block" && !WHOLE.has(item.block.type);
}

/** In the order of the format `text`. Reads page by page; as much waits as the renderers have waiting. Blocks that show nothing are none. */
export async function* passagesOf(pages: AsyncIterable<ResultPage>): AsyncGenerator<Passage> {
  const maker = new PassageMaker();
  for await (const items of joinContinued(pages, "apart")) {
    for (const item of items) {
      const passage = maker.take(item);
      if (passage !== null) yield passage;
    }
  }
}

class PassageMaker {
  readonly #plans = new TablePlans();
  #last: "nothing" | "page" | "block" | "list" = "nothing";
  /** Blanks alone, which are no passage. */
  #blanks = "";

  take(item: FlowItem): Passage | null {
    if (item.kind === "page") {
      if (this.#last !== "nothing") this.#last = "page";
      return null;
    }
    const text = itemText(item);
    if (text === "") return null;
    const separator = this.#blanks + this.#part(item.block.type === "list_item");
    const blank = text.trim() === "";
    this.#blanks = blank ? separator + text : "";
    if (blank) return null;
    return item.kind === "table"
      ? tablePassage(item, text, separator, this.#plans)
      : blockPassage(item, text, separator);
  }

  #part(list: boolean): string {
    const last = this.#last;
    this.#last = list ? "list" : "block";
    if (last === "nothing") return "";
    return list && last === "list" ? "\n" : "\n\n";
  }
}

function tablePassage(item: FlowTable, text: string, separator: string, plans: TablePlans): TablePassage {
  return { kind: "table", item, text, separator, page: item.block.page, plan: plans.of(item.block) };
}

/** Blanks before running text are a part of what stands before it. */
function blockPassage(item: FlowBlock, text: string, separator: string): BlockPassage {
  const body = bodyOf(item);
  const lead = WHOLE.has(item.block.type) ? 0 : text.length - text.trimStart().length;
  const shown = text.slice(lead);
  return {
    kind: "block",
    item,
    text: shown,
    separator: separator + text.slice(0, lead),
    page: item.block.page,
    bodyStart: shown.length - body.length,
  };
}

function bodyOf({ spans }: FlowBlock): string {
  return spans
    .map(({ text }) => text)
    .join("")
    .trimEnd();
}
