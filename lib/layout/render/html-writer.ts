/** Writes one item of the flow after the other as HTML, and knows what is still open. */
import type { BlockOf } from "../../contracts/result-block.ts";
import { isMostlyRightToLeft } from "../script.ts";
import { textOf } from "../span-text.ts";
import { escapeHtml } from "./escape-html.ts";
import { isFilled, isTicked } from "./fields.ts";
import type { FlowBlock, FlowItem, FlowSpan, FlowTable } from "./flow.ts";
import { type HtmlInlineContext, htmlInline } from "./html-inline.ts";
import { HtmlList } from "./html-list.ts";
import { htmlBodyRows, htmlTable, TABLE_END } from "./html-table.ts";
import { listMarker } from "./list-marker.ts";
import type { FlowWriter } from "./write-flow.ts";

const CONTEXT: HtmlInlineContext = {
  whole: true,
  noteAddress: (note) => `#note-${note}`,
  pageAddress: (page) => `#page-${page}`,
};

type Item = FlowBlock | FlowTable;

export class HtmlWriter implements FlowWriter {
  readonly #list = new HtmlList();
  #open: "nothing" | "list" | "fields" | "table" = "nothing";
  /** A caption or a figure that may belong to what comes next. */
  #held: FlowBlock | undefined;
  #page = 0;

  write(item: FlowItem): string {
    if (item.kind === "page") return "";
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined && belongTogether(held, item)) return this.#captioned(held, item);
    const before = held === undefined ? "" : this.#one(held);
    if (item.kind === "block" && (item.block.type === "caption" || item.block.type === "figure")) {
      this.#held = item;
      return before;
    }
    return before + this.#one(item);
  }

  /** What is held back, and what closes all that is open. */
  end(): string {
    const last = this.#held === undefined ? "" : this.#one(this.#held);
    this.#held = undefined;
    return last + this.#close();
  }

  #captioned(a: FlowBlock, b: Item): string {
    if (b.kind === "table") return this.#table(b, htmlInline(a.spans, CONTEXT));
    const captionFirst = a.block.type === "caption";
    const [caption, figure] = captionFirst ? [a, b] : [b, a];
    const text = `<figcaption>${htmlInline(caption.spans, CONTEXT)}</figcaption>\n`;
    const inside = figureParts(figure);
    const parts = captionFirst ? text + inside : inside + text;
    return `${this.#close()}<figure${this.#attributes(a)}>\n${parts}</figure>\n`;
  }

  #one(item: Item): string {
    if (item.kind === "table") return this.#table(item, "");
    const { block, spans } = item;
    if (block.type === "list_item") return this.#listItem(block, item);
    if (block.type === "field") return this.#field(block, spans);
    const html = block.type === "figure" ? figureParts(item) : htmlOf(item);
    if (html === "") return "";
    const [open, close] = tagsOf(block);
    const attributes = this.#attributes(item);
    return `${this.#close()}${open.replace(">", () => `${attributes}>`)}${html}${close}\n`;
  }

  #table({ block, goesOn, repeatedRows }: FlowTable, caption: string): string {
    if (goesOn && this.#open === "table") {
      const rows = htmlBodyRows(block, repeatedRows, CONTEXT);
      return rows === "" ? "" : `${rows}\n`;
    }
    const closing = this.#close();
    this.#open = "table";
    const attributes = `${this.#pageId(block.page)}${direction([block])} data-table="${escapeHtml(block.id)}"`;
    return `${closing}${htmlTable(block, attributes, caption, CONTEXT)}\n`;
  }

  #listItem(block: BlockOf<"list_item">, item: FlowBlock): string {
    const marker = listMarker(block);
    const text = htmlInline(item.spans, CONTEXT);
    const shown = [escapeHtml(marker.text), text].filter((part) => part !== "").join(" ");
    if (shown === "") return "";
    const closing = this.#open === "list" ? "" : this.#close();
    this.#open = "list";
    return closing + this.#list.begin(block.level, marker, this.#attributes(item)) + shown;
  }

  #field(block: BlockOf<"field">, spans: readonly FlowSpan[]): string {
    if (!isFilled(block)) return "";
    const opening = this.#open === "fields" ? "" : `${this.#close()}<dl>\n`;
    this.#open = "fields";
    const value = isTicked(block) ? "☑" : htmlInline(spans, CONTEXT);
    return `${opening}<dt${this.#pageId(block.page)}>${escapeHtml(block.name)}</dt><dd>${value}</dd>\n`;
  }

  /** Closes the list, the fields or the table that the next thing is no part of. */
  #close(): string {
    const open = this.#open;
    this.#open = "nothing";
    if (open === "list") return `${this.#list.end()}\n`;
    if (open === "fields") return "</dl>\n";
    return open === "table" ? `${TABLE_END}\n` : "";
  }

  #attributes({ block, spans }: FlowBlock): string {
    const note = block.type === "footnote" ? ` id="note-${escapeHtml(block.id)}"` : "";
    return (note === "" ? this.#pageId(block.page) : note) + direction(spans);
  }

  /** The first block of a page is where links to the page lead. */
  #pageId(page: number): string {
    if (page <= this.#page) return "";
    this.#page = page;
    return ` id="page-${page}"`;
  }
}

/** Of the scripts that run from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\uD802\uD803\uD83A\uD83B]/;

function direction(spans: readonly { readonly text: string }[]): string {
  return spans.some(({ text }) => RIGHT_TO_LEFT.test(text)) && isMostlyRightToLeft(spans) ? ' dir="rtl"' : "";
}

function belongTogether(a: FlowBlock, b: Item): boolean {
  if (a.block.type === "caption") {
    const shown = b.kind === "table" ? !b.goesOn : b.block.type === "figure";
    return shown && a.block.target === b.block.id;
  }
  return b.kind === "block" && b.block.type === "caption" && b.block.target === a.block.id;
}

/** Nobody sees the picture; what is known of it is said. */
function figureParts({ block, spans }: FlowBlock): string {
  const alt = block.type === "figure" ? (block.alt?.trim() ?? "") : "";
  const parts = [escapeHtml(alt), htmlInline(spans, CONTEXT)];
  return parts
    .filter((part) => part !== "")
    .map((part) => `<p>${part}</p>\n`)
    .join("");
}

/** What stands between the tags of a block. */
function htmlOf({ block, spans }: FlowBlock): string {
  switch (block.type) {
    case "code":
      return escapeHtml(textOf(spans).trimEnd());
    case "title":
    case "heading":
      return htmlInline(spans, { ...CONTEXT, whole: false });
    case "footnote":
      return [mark(block.mark), htmlInline(spans, CONTEXT)].filter((part) => part !== "").join(" ");
    case "annotation": {
      const text = htmlInline(spans, CONTEXT);
      const labelled = block.kind !== "FreeText" && text !== "";
      return labelled ? `<strong>${escapeHtml(block.kind)}</strong> ${text}` : text;
    }
    default:
      return htmlInline(spans, CONTEXT);
  }
}

function mark(text: string): string {
  return text.trim() === "" ? "" : `<sup>${escapeHtml(text.trim())}</sup>`;
}

/** The tags around a block; the first ends at its first `>`. */
function tagsOf(block: FlowBlock["block"]): readonly [open: string, close: string] {
  switch (block.type) {
    case "title":
      return ["<h1>", "</h1>"];
    case "heading":
      return [`<h${block.level}>`, `</h${block.level}>`];
    case "code":
      return ["<pre><code>", "</code></pre>"];
    case "quote":
      return ["<blockquote><p>", "</p></blockquote>"];
    case "figure":
      return ["<figure>\n", "</figure>"];
    case "footnote":
      return ['<aside role="doc-footnote"><p>', "</p></aside>"];
    case "annotation":
      return block.kind === "FreeText" ? ["<p>", "</p>"] : ['<aside role="note"><p>', "</p></aside>"];
    case "aside":
      return ["<aside><p>", "</p></aside>"];
    default:
      return ["<p>", "</p>"];
  }
}
