/** One open document of PDFium behind the port. */
import type { DocumentSecurity } from "../../contracts/document-security.ts";
import type { DocumentNavigation } from "../../contracts/outline.ts";
import type { PageContent } from "../../contracts/page-content.ts";
import type { DocumentMetadata } from "../../contracts/result.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { ENGINE_VERSIONS } from "../../limits/result-version.ts";
import { pageFailure } from "../document-failures.ts";
import type { PageLimits } from "../page/page-limits.ts";
import type { LookExtent, PdfDocument } from "../pdf-engine.ts";
import type { DocumentLoader } from "./document-loader.ts";
import type { LoadedDocument } from "./loaded-document.ts";
import { readMetadata } from "./read-metadata.ts";
import { readNavigation } from "./read-navigation.ts";
import { readPage } from "./read-page.ts";
import { readSecurity } from "./read-security.ts";

/** What was found out when it was opened. */
interface Known {
  readonly limits: PageLimits;
  readonly pageCount: number;
  readonly warnings: readonly Warning[];
}

export class PdfiumDocument implements PdfDocument {
  readonly engine = ENGINE_VERSIONS.pdfium;
  readonly pageCount: number;
  readonly #loader: DocumentLoader;
  readonly #limits: PageLimits;
  readonly #warnings: readonly Warning[];
  #closed = false;

  /** Takes the loader over. What it loads from must stay as it is until `close`. */
  constructor(loader: DocumentLoader, { limits, pageCount, warnings }: Known) {
    this.#loader = loader;
    this.#limits = limits;
    this.#warnings = warnings;
    this.pageCount = pageCount;
  }

  async metadata(): Promise<DocumentMetadata> {
    const { pdfium, handle } = await this.#load();
    return pdfium.run(() => readMetadata(pdfium, handle), damaged);
  }

  async navigation(): Promise<DocumentNavigation> {
    const document = await this.#load();
    return document.pdfium.run(() => readNavigation(document), damaged);
  }

  async security(extent: LookExtent = "all"): Promise<DocumentSecurity> {
    const document = await this.#load();
    return document.pdfium.run(() => readSecurity(document, this.#loader.file, extent), damaged);
  }

  async page(number: number): Promise<PageContent> {
    const document = await this.#load(number - 1);
    return document.pdfium.run(
      () => readPage(document, number, this.#limits),
      (cause) => pageFailure(cause, number),
    );
  }

  warnings(): readonly Warning[] {
    return this.#warnings;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#loader.unload();
  }

  async #load(index?: number): Promise<LoadedDocument> {
    if (this.#closed) throw new DocatError("internal_error", { detail: "The document is closed." });
    return await this.#loader.load(index);
  }
}

function damaged(cause: unknown): DocatError {
  return new DocatError("pdf_corrupt", { cause });
}
