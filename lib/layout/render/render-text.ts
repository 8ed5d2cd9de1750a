/** The result as plain text: blocks parted by an empty line, pages by a form feed. */
import type { ResultPage } from "../../contracts/result.ts";
import type { BlockOf } from "../../contracts/result-block.ts";
import { textOf } from "../span-text.ts";
import { isFilled, isTicked } from "./fields.ts";
import type { FlowBlock, FlowItem, FlowTable } from "./flow.ts";
import { tableTexts } from "./table-rows.ts";
import { type FlowWriter, writeFlow } from "./write-flow.ts";

/**
 * Pages without text still have their form feed, so pages can be counted. Tables are rows of cells parted by tabs, each part on its page.
 */
export function renderText(pages: AsyncIterable<ResultPage>): AsyncIterable<string> {
  return writeFlow(pages, "apart", new TextWriter());
}

class TextWriter implements FlowWriter {
  #firstPage = true;
  /** The last thing on the page. */
  #last: "nothing" | "block" | "list" = "nothing";

  write(item: FlowItem): string {
    if (item.kind === "page") return this.#page();
    const text = itemText(item);
    if (text === "") return "";
    const kind = item.block.type === "list_item" ? "list" : "block";
    const tight = kind === "list" && this.#last === "list";
    const part = this.#last === "nothing" ? "" : tight ? "\n" : "\n\n";
    this.#last = kind;
    return part + text;
  }

  end(): string {
    return this.#last === "nothing" ? "" : "\n";
  }

  #page(): string {
    const part = this.end() + (this.#firstPage ? "" : "\f");
    this.#firstPage = false;
    this.#last = "nothing";
    return part;
  }
}

/** What the format says of one thing by itself. Empty for what it does not show. */
export function itemText(item: FlowBlock | FlowTable): string {
  return item.kind === "table" ? tableLines(item.block).join("\n") : blockText(item).trimEnd();
}

/** A line for each row. A tab or a line's end inside of a cell would part it. */
export function tableLines(table: BlockOf<"table">): string[] {
  return tableTexts(table).map((row) => row.map((text) => text.replaceAll(/[\t\n]/g, " ")).join("\t"));
}

function blockText({ block, spans }: FlowBlock): string {
  const text = textOf(spans);
  switch (block.type) {
    case "list_item":
      return text.trim() === "" ? "" : `${"  ".repeat(block.level - 1)}${behind(block.marker, text)}`;
    case "footnote":
      return behind(block.mark, text);
    case "field":
      if (!isFilled(block)) return "";
      return isTicked(block) ? behind("[x]", block.name.trim() || text) : behind(block.name && `${block.name}:`, text);
    case "annotation":
      return text.trim() === "" || block.kind === "FreeText" ? text : behind(`[${block.kind}]`, text);
    default:
      return text;
  }
}

function behind(sign: string, text: string): string {
  return sign.trim() === "" ? text : `${sign.trim()} ${text}`;
}
