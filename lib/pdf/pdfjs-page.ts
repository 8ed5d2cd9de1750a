/** One page of pdf.js as content of the port: read as a stream, bounded in runs and characters. */
import type { PDFPageProxy } from "unpdf/pdfjs";
import type { PageContent, TextRun } from "../contracts/page-content.ts";
import type { Warning } from "../contracts/warning.ts";
import { type PdfjsTextItem, type PdfjsTextStyle, toTextRun } from "./pdfjs-runs.ts";

export interface PageLimits {
  readonly maxCharactersPerPage: number;
  readonly maxRunsPerPage: number;
}

export const DEFAULT_PAGE_LIMITS: PageLimits = { maxCharactersPerPage: 5_000_000, maxRunsPerPage: 500_000 };

interface TextChunk {
  readonly items: readonly (PdfjsTextItem | { readonly type: string })[];
  readonly styles: Readonly<Record<string, PdfjsTextStyle>>;
}

/** Reads the text of one page. Rejects when pdf.js does; does not clean the page up. */
export async function readPdfjsPage(page: PDFPageProxy, limits: PageLimits): Promise<PageContent> {
  const viewport = page.getViewport({ scale: 1 });
  const { runs, cut, absurd } = await collectRuns(page, viewport.transform, limits);
  const warnings: Warning[] = [];
  if (cut) {
    warnings.push(incomplete(page.pageNumber, "The page holds more text than the limit; the rest was left out."));
  }
  if (absurd > 0) {
    warnings.push(incomplete(page.pageNumber, "Text at impossible places was left out."));
  }
  return { number: page.pageNumber, width: viewport.width, height: viewport.height, runs, warnings };
}

function incomplete(page: number, message: string): Warning {
  return { code: "page_incomplete", message, page };
}

interface Collected {
  readonly runs: TextRun[];
  readonly cut: boolean;
  /** Runs whose geometry made no sense. */
  readonly absurd: number;
}

async function collectRuns(page: PDFPageProxy, view: readonly number[], limits: PageLimits): Promise<Collected> {
  const runs: TextRun[] = [];
  const styles = new Map<string, PdfjsTextStyle>();
  let characters = 0;
  let absurd = 0;
  const stream: ReadableStream<TextChunk> = page.streamTextContent({ disableNormalization: true });
  for await (const chunk of stream) {
    for (const [font, style] of Object.entries(chunk.styles)) {
      styles.set(font, style);
    }
    for (const item of chunk.items) {
      if (!("str" in item) || item.str === "") {
        continue;
      }
      characters += item.str.length;
      if (characters > limits.maxCharactersPerPage || runs.length >= limits.maxRunsPerPage) {
        return { runs, cut: true, absurd };
      }
      const run = toTextRun(item, styles.get(item.fontName), view);
      if (run === undefined) {
        absurd += 1;
      } else {
        runs.push(run);
      }
    }
  }
  return { runs, cut: false, absurd };
}
