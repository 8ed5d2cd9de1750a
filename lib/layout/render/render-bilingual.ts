/** A result in two languages, block beside block: a table of two columns in HTML, each translation as a quotation behind its original in Markdown. */
import type { ResultFrame, ResultPage } from "../../contracts/result.ts";
import type { ResultBlock } from "../../contracts/result-block.ts";
import type { FlowItem } from "./flow.ts";
import { HTML_END, htmlHead } from "./html-frame.ts";
import { HtmlWriter } from "./html-writer.ts";
import { joinContinued } from "./join-continued.ts";
import { MarkdownWriter } from "./markdown-writer.ts";
import { renderJson } from "./render-json.ts";
import { renderText } from "./render-text.ts";

type Pages = AsyncIterable<ResultPage>;
type Pair = readonly [original: FlowItem, translation: FlowItem];

/** Formats that can show both. */
export const BILINGUAL_FORMATS: ReadonlySet<string> = new Set(["json", "html", "markdown"]);

function translated(block: ResultBlock): ResultBlock {
  const { translation } = block;
  if (translation === undefined) return block;
  if (block.type !== "table") return { ...block, ...translation };
  const cells = block.cells.map((cell) => ({ ...cell, ...cell.translation }));
  return { ...block, cells, text: translation.text };
}

/** The same pages twice, each read once: the second is at most one page behind. */
function twoSides(pages: Pages): [Pages, Pages] {
  const source = pages[Symbol.asyncIterator]();
  const waiting: ResultPage[] = [];
  async function* first(): AsyncGenerator<ResultPage> {
    try {
      for (;;) {
        const { value, done } = await source.next();
        if (done) return;
        waiting.push(value);
        yield value;
      }
    } finally {
      await source.return?.();
    }
  }
  async function* second(): AsyncGenerator<ResultPage> {
    for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
      yield { ...page, blocks: page.blocks.map(translated) };
    }
  }
  return [first(), second()];
}

/** Both flows have the same blocks in the same order. */
async function* pairs(pages: Pages): AsyncGenerator<Pair> {
  const [left, right] = twoSides(pages).map((side) => joinContinued(side, "apart"));
  if (left === undefined || right === undefined) return;
  const others: FlowItem[] = [];
  const held: FlowItem[] = [];
  for await (const items of left) {
    const { value, done } = await right.next();
    if (!done) others.push(...value);
    held.push(...items);
    while (held.length > 0 && others.length > 0) {
      const [item, other] = [held.shift(), others.shift()];
      if (item !== undefined && other !== undefined) yield [item, other];
    }
  }
}

function alone(item: FlowItem, writer: HtmlWriter | MarkdownWriter): string {
  return writer.write(item) + writer.end();
}

async function* bilingualHtml(frame: ResultFrame, pages: Pages, language: string): AsyncGenerator<string> {
  yield htmlHead(frame.document);
  yield "<table>\n<tbody>\n";
  for await (const [original, translation] of pairs(pages)) {
    const [one, other] = [alone(original, new HtmlWriter()), alone(translation, new HtmlWriter())];
    if (one === "" && other === "") continue;
    // What was not translated stands across both.
    yield one === other
      ? `<tr><td colspan="2">${one}</td></tr>\n`
      : `<tr><td>${one}</td><td lang="${language}">${withoutIds(other)}</td></tr>\n`;
  }
  yield `</tbody>\n</table>\n${HTML_END}`;
}

/** A place in the document has one name, which the original bears. */
function withoutIds(html: string): string {
  return html.replace(/ id="(?:page|note)-[^"<>]*"/g, "");
}

async function* bilingualMarkdown(pages: Pages): AsyncGenerator<string> {
  let gap = "";
  for await (const [original, translation] of pairs(pages)) {
    const [one, other] = [
      alone(original, new MarkdownWriter()).trimEnd(),
      alone(translation, new MarkdownWriter()).trimEnd(),
    ];
    if (one === "" && other === "") continue;
    const quoted = other.split("\n").map((line) => (line === "" ? ">" : `> ${line}`));
    yield gap + (one === other ? one : `${one}\n\n${quoted.join("\n")}`);
    gap = "\n\n";
  }
  if (gap !== "") yield "\n";
}

/** `language` is a tag that was checked. Of other formats than these the pages are shown as they are. */
export function renderBilingual(
  format: string,
  frame: ResultFrame,
  pages: Pages,
  language: string,
): AsyncIterable<string> {
  if (format === "html") return bilingualHtml(frame, pages, language);
  if (format === "markdown") return bilingualMarkdown(pages);
  return format === "json" ? renderJson(frame, pages) : renderText(pages);
}
