/** One open document of PDFium behind the port. */
import type { DocumentNavigation } from "../../contracts/outline.ts";
import type { PageContent } from "../../contracts/page-content.ts";
import type { DocumentMetadata } from "../../contracts/result.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { ENGINE_VERSIONS } from "../../limits/result-version.ts";
import { pageFailure } from "../document-failures.ts";
import type { PageLimits } from "../page/page-limits.ts";
import type { PdfDocument } from "../pdf-engine.ts";
import { FormEnvironment } from "./form-environment.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";
import { readMetadata } from "./read-metadata.ts";
import { readNavigation } from "./read-navigation.ts";
import { type PageSource, readPage } from "./read-page.ts";

/** Where an open document lies in its instance. */
export interface OpenDocument {
  readonly handle: Pointer;
  /** The file's bytes, which PDFium reads from as long as the document is open. */
  readonly data: Pointer;
  readonly pageCount: number;
}

export class PdfiumDocument implements PdfDocument {
  readonly engine = ENGINE_VERSIONS.pdfium;
  readonly #pdfium: PdfiumInstance;
  readonly #open: OpenDocument;
  readonly #limits: PageLimits;
  readonly #warnings: readonly Warning[];
  #form: FormEnvironment | undefined;
  #formSought = false;
  #closed = false;

  /** Takes over the document and one hold on the instance: `close` releases both. */
  constructor(pdfium: PdfiumInstance, open: OpenDocument, limits: PageLimits, warnings: readonly Warning[]) {
    this.#pdfium = pdfium;
    this.#open = open;
    this.#limits = limits;
    this.#warnings = warnings;
  }

  get pageCount(): number {
    return this.#open.pageCount;
  }

  async metadata(): Promise<DocumentMetadata> {
    return this.#pdfium.run(() => readMetadata(this.#pdfium, this.#open.handle), damaged);
  }

  async navigation(): Promise<DocumentNavigation> {
    return this.#pdfium.run(() => readNavigation(this.#pdfium, this.#open), damaged);
  }

  async page(number: number): Promise<PageContent> {
    return this.#pdfium.run(
      () => readPage(this.#pdfium, this.#source(), number, this.#limits),
      (cause) => pageFailure(cause, number),
    );
  }

  warnings(): readonly Warning[] {
    return this.#warnings;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { exports } = this.#pdfium;
    this.#pdfium.tidy(() => {
      this.#form?.close();
      exports.FPDF_CloseDocument(this.#open.handle);
      exports.free(this.#open.data);
    });
    this.#pdfium.release();
  }

  /** The form is opened with the first page that is read. */
  #source(): PageSource {
    if (!this.#formSought) {
      this.#formSought = true;
      this.#form = FormEnvironment.open(this.#pdfium, this.#open.handle);
    }
    const { handle, pageCount } = this.#open;
    return { handle, pageCount, form: this.#form?.handle ?? 0 };
  }
}

function damaged(cause: unknown): DocatError {
  return new DocatError("pdf_corrupt", { cause });
}
