/** Writes one item of the flow after the other as Markdown, and knows what stands before each. */
import type { BlockOf } from "../../contracts/result-block.ts";
import { textOf } from "../span-text.ts";
import { escapeHeadingEnd } from "./escape-markdown.ts";
import { isFilled, isTicked } from "./fields.ts";
import type { FlowBlock, FlowItem, FlowSpan, FlowTable } from "./flow.ts";
import { listMarker } from "./list-marker.ts";
import { type InlineContext, longestBackticks, markdownInline, markdownLines } from "./markdown-inline.ts";
import { MarkdownList } from "./markdown-list.ts";
import { htmlRows, pipeRows, pipeTable } from "./markdown-table.ts";
import { NoteLabels } from "./note-labels.ts";
import { hasSpans } from "./table-rows.ts";
import type { FlowWriter } from "./write-flow.ts";

/** Two spaces at a line's end keep the line, and do not show where the Markdown is read as it is. */
const LINE_BREAK = "  \n";

const plain = (text: string): FlowSpan => ({ text, font: "", size: 0 });

export class MarkdownWriter implements FlowWriter {
  readonly #list = new MarkdownList();
  readonly #labels = new NoteLabels();
  readonly #context: InlineContext = {
    whole: true,
    cell: false,
    labelOf: (note, mark) => this.#labels.refer(note, mark.trim()),
  };
  /** Whether anything was written of the table that may go on. */
  #tableShown = false;
  /** What the last thing written was; a list and a table may go on. */
  #last: "nothing" | "block" | "list" | "pipes" | "html" = "nothing";

  write(item: FlowItem): string {
    if (item.kind === "page") return "";
    if (item.kind === "table") return this.#table(item);
    const { block } = item;
    if (block.type === "list_item") return this.#listItem(block, item.spans);
    if (block.type === "field" && isTicked(block)) return this.#tick(block, item.spans);
    const text = this.#block(item);
    return text === "" ? "" : this.#part("block") + text;
  }

  end(): string {
    if (this.#last === "nothing") return "";
    return this.#last === "html" ? "\n</table>\n" : "\n";
  }

  /** What stands between the last thing and a new one of its own. */
  #part(next: "block" | "list" | "pipes" | "html"): string {
    const closing = this.#last === "html" ? "\n</table>" : "";
    const gap = this.#last === "nothing" ? "" : "\n\n";
    if (next !== "list") this.#list.end();
    this.#last = next;
    return closing + gap;
  }

  #table({ block, goesOn, repeatedRows }: FlowTable): string {
    const spans = hasSpans(block);
    if (goesOn && this.#tableShown) {
      if (this.#last === "pipes" && !spans) return lineBefore(pipeRows(block, repeatedRows));
      if (this.#last === "html") return lineBefore(htmlRows(block, repeatedRows));
    }
    const rows = spans ? htmlRows(block, 0) : pipeTable(block);
    this.#tableShown = rows !== "";
    if (rows === "") return "";
    return spans ? `${this.#part("html")}<table>\n${rows}` : this.#part("pipes") + rows;
  }

  #listItem(block: BlockOf<"list_item">, spans: readonly FlowSpan[]): string {
    const marker = listMarker(block);
    const sign = marker.number === undefined ? "- " : `${marker.number}${marker.delimiter} `;
    const text = marker.text === "" ? spans : [plain(`${marker.text} `), ...spans];
    return this.#item(
      block.level,
      sign,
      `${marker.number === undefined}${marker.delimiter}`,
      markdownLines(text, this.#context),
    );
  }

  #tick({ name, checked }: BlockOf<"field">, spans: readonly FlowSpan[]): string {
    if (checked !== true) return "";
    const label = name.trim() === "" ? spans : [plain(name)];
    return this.#item(1, "- ", "tick", [`[x] ${markdownLines(label, this.#context).join(" ")}`]);
  }

  #item(level: number, sign: string, kind: string, lines: readonly string[]): string {
    if (lines.length === 0) return "";
    const inList = this.#last === "list";
    const part = inList ? "\n" : this.#part("list");
    const { indent, apart } = this.#list.begin(level, sign, kind);
    const inner = indent + " ".repeat(sign.length);
    return `${part}${inList && apart ? "\n" : ""}${indent}${sign}${lines.join(LINE_BREAK + inner)}`;
  }

  #block({ block, spans }: FlowBlock): string {
    switch (block.type) {
      case "title":
        return this.#heading(1, spans);
      case "heading":
        return this.#heading(block.level, spans);
      case "code":
        return fenced(textOf(spans));
      case "quote":
        return quoted(this.#lines(spans));
      case "footnote":
        return this.#footnote(block, spans);
      case "field":
        return isFilled(block) ? this.#lines([...named(block.name), ...spans]).join(" ") : "";
      case "annotation":
        return this.#annotation(block, spans);
      case "figure":
        return "";
      default:
        return this.#lines(spans).join(LINE_BREAK);
    }
  }

  #lines(spans: readonly FlowSpan[]): string[] {
    return markdownLines(spans, this.#context);
  }

  /** On one line; a heading is bold anyway. */
  #heading(level: number, spans: readonly FlowSpan[]): string {
    const light = spans.map(({ bold: _, ...span }) => ({ ...span, text: span.text.replaceAll("\n", " ") }));
    const text = markdownInline(light, { ...this.#context, whole: false });
    return text === "" ? "" : `${"#".repeat(level)} ${escapeHeadingEnd(text)}`;
  }

  /** A note that no mark leads to would not be shown as one. */
  #footnote({ id, mark }: BlockOf<"footnote">, spans: readonly FlowSpan[]): string {
    const label = this.#labels.labelOf(id);
    if (label === undefined) {
      const raised: FlowSpan[] = mark.trim() === "" ? [] : [{ ...plain(mark.trim()), script: "super" }, plain(" ")];
      return this.#lines([...raised, ...spans]).join(LINE_BREAK);
    }
    return `[^${label}]: ${this.#lines(spans).join(" ")}`;
  }

  /** Text that was typed onto the page is a part of what it shows; all other remarks are about it. */
  #annotation({ kind }: BlockOf<"annotation">, spans: readonly FlowSpan[]): string {
    if (textOf(spans).trim() === "") return "";
    return kind === "FreeText"
      ? this.#lines(spans).join(LINE_BREAK)
      : quoted(this.#lines([plain(`[${kind}] `), ...spans]));
  }
}

function lineBefore(rows: string): string {
  return rows === "" ? "" : `\n${rows}`;
}

function named(name: string): FlowSpan[] {
  return name.trim() === "" ? [] : [{ ...plain(name.trim()), bold: true }, plain(": ")];
}

function quoted(lines: readonly string[]): string {
  return lines.map((line) => `> ${line}`).join(LINE_BREAK);
}

/** Between fences nothing is read as markup; they are longer than any run of backticks inside. */
function fenced(code: string): string {
  if (code.trim() === "") return "";
  const fence = "`".repeat(Math.max(3, longestBackticks(code) + 1));
  return `${fence}\n${code.trimEnd()}\n${fence}`;
}
