/**
 * A document read by the fast engine, and by the other one where that fails. Which engine reads a page depends on the document
 * and on that page alone, never on the pages that were read before it.
 */

import type { DocumentSecurity } from "../../contracts/document-security.ts";
import type { EngineName } from "../../contracts/engine-choice.ts";
import type { DocumentNavigation } from "../../contracts/outline.ts";
import type { PageContent } from "../../contracts/page-content.ts";
import type { DocumentMetadata } from "../../contracts/result.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import type { ErrorCode } from "../../errors/error-table.ts";
import type { LookExtent, PdfDocument } from "../pdf-engine.ts";
import { isBetter, isSuspect } from "./suspect-page.ts";

type Open = (engine: EngineName) => Promise<PdfDocument>;

/** Another engine cannot help to open it: there is nothing to read, or the file as a whole costs too much. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set(["file_empty", "pdf_too_complex"]);

/** Not the document's fault, though the same call would fail again. */
const OURS: ReadonlySet<ErrorCode> = new Set(["internal_error", "document_lost"]);

/** Faults of ours are no other engine's business. */
function isDocumentsFault(error: unknown): error is DocatError {
  return error instanceof DocatError && !error.retryable && !OURS.has(error.code);
}

/** Opens a document with the fast engine, or with the other one when that cannot; rejects with what the other one says. */
export async function openAuto(open: Open): Promise<PdfDocument> {
  let first: PdfDocument;
  try {
    first = await open("pdfium");
  } catch (error) {
    if (!isDocumentsFault(error) || HOPELESS.has(error.code)) throw error;
    return await open("pdfjs");
  }
  return new AutoDocument(first, () => open("pdfjs"));
}

export class AutoDocument implements PdfDocument {
  readonly #first: PdfDocument;
  readonly #openOther: () => Promise<PdfDocument>;
  #other: Promise<PdfDocument> | undefined;

  /** Takes `first` over; the other one is opened when it is needed. */
  constructor(first: PdfDocument, openOther: () => Promise<PdfDocument>) {
    this.#first = first;
    this.#openOther = openOther;
  }

  get engine(): string {
    return this.#first.engine;
  }

  get pageCount(): number {
    return this.#first.pageCount;
  }

  metadata(): Promise<DocumentMetadata> {
    return this.#first.metadata();
  }

  navigation(): Promise<DocumentNavigation> {
    return this.#first.navigation();
  }

  security(extent?: LookExtent): Promise<DocumentSecurity> {
    return this.#first.security(extent);
  }

  warnings(): readonly Warning[] {
    return this.#first.warnings();
  }

  /** Rejects as the fast engine does when the other one cannot read the page either. */
  async page(number: number): Promise<PageContent> {
    let page: PageContent;
    try {
      page = await this.#first.page(number);
    } catch (error) {
      const other = isDocumentsFault(error) ? await this.#readAgain(number) : undefined;
      if (other === undefined) throw error;
      return other;
    }
    if (!isSuspect(page)) return page;
    const other = await this.#readAgain(number);
    return other !== undefined && isBetter(other, page) ? other : page;
  }

  async close(): Promise<void> {
    const other = await this.#other?.catch(() => undefined);
    try {
      await other?.close();
    } finally {
      await this.#first.close();
    }
  }

  /** The page as the other engine reads it; undefined when it cannot. */
  async #readAgain(number: number): Promise<PageContent | undefined> {
    try {
      const other = await this.#openOnce();
      const page = await other.page(number);
      const message = `The page was read with ${other.engine}: ${this.engine} could not read it, or not decode its text.`;
      return { ...page, warnings: [...page.warnings, { code: "page_reread", message, page: number }] };
    } catch (error) {
      if (error instanceof DocatError && !isDocumentsFault(error)) throw error;
      return;
    }
  }

  /** One that could not be opened is not tried again. */
  #openOnce(): Promise<PdfDocument> {
    this.#other ??= this.#openOther();
    return this.#other;
  }
}
