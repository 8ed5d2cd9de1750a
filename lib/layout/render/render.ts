/** The formats of a result and who writes them. */
import type { ResultFormat, ResultFrame, ResultPage } from "../../contracts/result.ts";
import { gather } from "./gather.ts";
import { renderCsv } from "./render-csv.ts";
import { renderHtml } from "./render-html.ts";
import { renderJson } from "./render-json.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { renderText } from "./render-text.ts";

type Renderer = (frame: ResultFrame, pages: AsyncIterable<ResultPage>) => AsyncIterable<string>;

const RENDERERS: Record<ResultFormat, Renderer> = {
  text: (_frame, pages) => renderText(pages),
  markdown: (_frame, pages) => renderMarkdown(pages),
  json: renderJson,
  html: renderHtml,
  csv: (_frame, pages) => renderCsv(pages),
};

/** Writes the result in chunks, reading page by page: neither the pages nor the output are held whole. */
export function render(
  format: ResultFormat,
  frame: ResultFrame,
  pages: AsyncIterable<ResultPage>,
): AsyncIterable<string> {
  return gather(RENDERERS[format](frame, pages));
}
