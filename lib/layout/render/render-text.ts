/** The result as plain text: blocks parted by an empty line, pages by a form feed. */
import type { ResultPage } from "../../contracts/result.ts";
import { isFilled, isTicked } from "./fields.ts";
import { type FlowBlock, type FlowTable, textOf } from "./flow.ts";
import { joinContinued } from "./join-continued.ts";
import { tableTexts } from "./table-rows.ts";

/**
 * A chunk a block. Pages without text still have their form feed, so pages can be counted. Tables are rows of cells parted by tabs, each on
 * its page.
 */
export async function* renderText(pages: AsyncIterable<ResultPage>): AsyncGenerator<string> {
  let firstPage = true;
  let last: Last = "nothing";
  for await (const item of joinContinued(pages, "apart")) {
    if (item.kind === "page") {
      yield `${last === "nothing" ? "" : "\n"}${firstPage ? "" : "\f"}`;
      firstPage = false;
      last = "nothing";
      continue;
    }
    const text = item.kind === "table" ? tableText(item) : blockText(item).trimEnd();
    if (text === "") continue;
    const next = item.block.type === "list_item" ? "list" : "block";
    yield between(last, next) + text;
    last = next;
  }
  if (last !== "nothing") yield "\n";
}

/** The last thing on the page. */
type Last = "nothing" | "block" | "list";

function between(last: Last, next: Last): string {
  if (last === "nothing") return "";
  return last === "list" && next === "list" ? "\n" : "\n\n";
}

/** A tab or a line's end inside of a cell would part it. */
function tableText({ block }: FlowTable): string {
  return tableTexts(block)
    .map((row) => row.map((text) => text.replaceAll(/[\t\n]/g, " ")).join("\t"))
    .join("\n");
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
