/** One open document of pdf.js behind the port. */
import type { PDFDocumentLoadingTask, PDFDocumentProxy } from "unpdf/pdfjs";
import type { PageContent } from "../contracts/page-content.ts";
import type { DocumentMetadata } from "../contracts/result.ts";
import type { Warning } from "../contracts/warning.ts";
import type { PdfDocument } from "./pdf-engine.ts";
import { pageFailure } from "./pdfjs-failures.ts";
import { readFields } from "./pdfjs-fields.ts";
import type { FontNames } from "./pdfjs-fonts.ts";
import { listen, type Notices, noticesAsWarnings, stopListening } from "./pdfjs-notices.ts";
import { type PageLimits, readPdfjsPage } from "./pdfjs-page.ts";
import type { PdfjsTextItem } from "./pdfjs-runs.ts";

/** The entries of the document's information that are read; whatever stands there, hostile or not. */
interface StatedInfo {
  readonly Title?: unknown;
  readonly Author?: unknown;
  readonly Language?: unknown;
  readonly PDFFormatVersion?: unknown;
}

/** The part of a loading task that is used. */
export type LoadingTask = Pick<PDFDocumentLoadingTask, "promise" | "destroy">;

const MAX_METADATA_CHARACTERS = 1000;

export class PdfjsDocument implements PdfDocument {
  readonly #task: LoadingTask;
  readonly #proxy: PDFDocumentProxy;
  readonly #limits: PageLimits;
  readonly #warnings: readonly Warning[];
  #fields: Promise<Map<number, PdfjsTextItem[]>> | undefined;
  readonly #fontNames: FontNames = new Map();
  #closed = false;

  /** Takes over the loading task and one hold on the listener: `close` releases both. */
  constructor(task: LoadingTask, proxy: PDFDocumentProxy, limits: PageLimits, warnings: readonly Warning[]) {
    this.#task = task;
    this.#proxy = proxy;
    this.#limits = limits;
    this.#warnings = warnings;
  }

  get pageCount(): number {
    return this.#proxy.numPages;
  }

  async metadata(): Promise<DocumentMetadata> {
    const info = await listen(new Map(), () => this.#proxy.getMetadata()).then(
      (metadata) => metadata.info as StatedInfo,
      (): StatedInfo => ({}),
    );
    return {
      title: readable(info.Title),
      author: readable(info.Author),
      language: readable(info.Language),
      pdf_version: readable(info.PDFFormatVersion),
    };
  }

  async page(number: number): Promise<PageContent> {
    const heard: Notices = new Map();
    try {
      const content = await listen(heard, () => this.#read(number));
      return { ...content, warnings: [...content.warnings, ...noticesAsWarnings(heard, number)] };
    } catch (error) {
      throw pageFailure(error, number);
    }
  }

  warnings(): readonly Warning[] {
    return this.#warnings;
  }

  async close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    try {
      await this.#task.destroy();
    } finally {
      await stopListening();
    }
  }

  async #read(number: number): Promise<PageContent> {
    const page = await this.#proxy.getPage(number);
    try {
      this.#fields ??= readFields(this.#proxy);
      const fields = (await this.#fields).get(number) ?? [];
      return await readPdfjsPage(page, { fields, limits: this.#limits, fontNames: this.#fontNames });
    } finally {
      page.cleanup();
    }
  }
}

/** A string of the file without control characters, trimmed and bounded; null when nothing is left. */
function readable(value: unknown): string | null {
  if (typeof value !== "string") {
    return null;
  }
  const text = value
    .slice(0, MAX_METADATA_CHARACTERS)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  return text === "" ? null : text.toWellFormed();
}
