/** One page of pdf.js as content of the port: read as a stream, bounded in runs and characters. */
import type { PDFPageProxy } from "unpdf/pdfjs";
import type { PageContent, TextRun } from "../contracts/page-content.ts";
import { hasUndecodable } from "../contracts/undecodable.ts";
import { MAX_FONTS_TOLD, type Warning } from "../contracts/warning.ts";
import { DocatError } from "../errors/docat-error.ts";
import { type FontNames, nameFonts } from "./pdfjs-fonts.ts";
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

/** What the document lends to each of its pages. */
interface PageSurroundings {
  /** What is filled into the forms on this page. */
  readonly fields: readonly PdfjsTextItem[];
  readonly limits: PageLimits;
  readonly fontNames: FontNames;
}

/** Reads the text of one page, `fields` behind it. Rejects when pdf.js does; does not clean the page up. */
export async function readPdfjsPage(
  page: PDFPageProxy,
  { fields, limits, fontNames }: PageSurroundings,
): Promise<PageContent> {
  const viewport = page.getViewport({ scale: 1 });
  requireSaneSize(viewport.width, viewport.height);
  const collector = new RunCollector(viewport, limits);
  await collectRuns(page, collector);
  collector.take({ items: fields, styles: {} });
  const { runs, cut, absurd, outside, undecodable } = collector.collected();
  const warnings: Warning[] = [];
  if (cut) {
    warnings.push(incomplete(page.pageNumber, "The page holds more text than the limit; the rest was left out."));
  }
  if (absurd > 0) {
    warnings.push(incomplete(page.pageNumber, "Text at impossible places was left out."));
  }
  if (outside > 0) {
    warnings.push({
      code: "text_outside_page",
      message: `Text outside of the page, which no reader shows, was left out: ${outside} characters.`,
      page: page.pageNumber,
      characters: outside,
    });
  }
  const fonts = undecodable.size === 0 ? [] : await nameFonts(page, undecodable, fontNames);
  return {
    number: page.pageNumber,
    width: viewport.width,
    height: viewport.height,
    runs,
    undecodableFonts: fonts.slice(0, MAX_FONTS_TOLD),
    warnings,
  };
}

/** The page as it is shown; `transform` leads there from the file's own coordinates. */
interface PageGeometry {
  readonly width: number;
  readonly height: number;
  readonly transform: readonly number[];
}

/**
 * Printers' marks, and what was cut off when a page was made from a larger one: no part of the run's baseline lies on the
 * page. A run that crosses the edge along its line is kept whole.
 */
function isOutside(run: TextRun, { width, height }: PageGeometry): boolean {
  const { x, y, baseline, direction, angle } = run;
  const upright = direction === "ttb" || angle === 90 || angle === 270;
  if (upright && (baseline < 0 || baseline > width)) return true;
  if (!upright && angle % 180 === 0 && (baseline < 0 || baseline > height)) return true;
  return x + run.width < 0 || x > width || y + run.height < 0 || y > height;
}

/** A hundred times the largest page that PDF allows (14,400 units); a user unit may make pages larger than that. */
const MAX_PAGE_POINTS = 1_440_000;

/** Without a size of its own a page has no coordinates; numbers that are none would also make the result unreadable. */
function requireSaneSize(width: number, height: number): void {
  const sane = [width, height].every((size) => Number.isFinite(size) && size >= 0 && size <= MAX_PAGE_POINTS);
  if (!sane) throw new DocatError("pdf_corrupt", { detail: "The page has an impossible size." });
}

function incomplete(page: number, message: string): Warning {
  return { code: "page_incomplete", message, page };
}

interface Collected {
  readonly runs: TextRun[];
  readonly cut: boolean;
  /** Runs whose geometry made no sense. */
  readonly absurd: number;
  /** Characters, without spaces, of runs that lie wholly outside of the page. */
  readonly outside: number;
  /** pdf.js's names for the fonts of runs that were not decoded in full. */
  readonly undecodable: ReadonlySet<string>;
}

/**
 * Reads chunk by chunk and stops at a limit. The stream is cancelled by hand: pdf.js insists on an Error as the reason,
 * which leaving a `for await` does not give.
 */
async function collectRuns(page: PDFPageProxy, collector: RunCollector): Promise<void> {
  const stream: ReadableStream<TextChunk> = page.streamTextContent({ disableNormalization: true });
  const reader = stream.getReader();
  while (!collector.full) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    collector.take(value);
  }
  await reader.cancel(new Error("The page's limit is reached."));
}

class RunCollector {
  readonly #page: PageGeometry;
  readonly #limits: PageLimits;
  readonly #styles = new Map<string, PdfjsTextStyle>();
  readonly #runs: TextRun[] = [];
  #characters = 0;
  #absurd = 0;
  #outside = 0;
  readonly #undecodable = new Set<string>();
  full = false;

  constructor(page: PageGeometry, limits: PageLimits) {
    this.#page = page;
    this.#limits = limits;
  }

  take(chunk: TextChunk): void {
    for (const [font, style] of Object.entries(chunk.styles)) {
      this.#styles.set(font, style);
    }
    for (const item of chunk.items) {
      if ("str" in item && item.str !== "" && !this.full) {
        this.#takeItem(item);
      }
    }
  }

  collected(): Collected {
    return {
      runs: this.#runs,
      cut: this.full,
      absurd: this.#absurd,
      outside: this.#outside,
      undecodable: this.#undecodable,
    };
  }

  #takeItem(item: PdfjsTextItem): void {
    this.#characters += item.str.length;
    if (this.#characters > this.#limits.maxCharactersPerPage || this.#runs.length >= this.#limits.maxRunsPerPage) {
      this.full = true;
      return;
    }
    const run = toTextRun(item, this.#styles.get(item.fontName), this.#page.transform);
    if (run === undefined) {
      this.#absurd += 1;
    } else if (isOutside(run, this.#page)) {
      this.#outside += run.text.replace(/\s+/g, "").length;
    } else {
      this.#runs.push(run);
      if (hasUndecodable(run.text)) this.#undecodable.add(item.fontName);
    }
  }
}
