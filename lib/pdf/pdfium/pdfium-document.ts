/** One open document of PDFium behind the port. */
import type { DocumentSecurity } from "../../contracts/document-security.ts";
import type { DocumentNavigation } from "../../contracts/outline.ts";
import type { PageContent } from "../../contracts/page-content.ts";
import type { DocumentMetadata } from "../../contracts/result.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { ENGINE_VERSIONS } from "../../limits/result-version.ts";
import { isTruncated, pageFailure } from "../document-failures.ts";
import type { PageLimits } from "../page/page-limits.ts";
import type { PdfDocument } from "../pdf-engine.ts";
import { loadPdfium } from "./load-pdfium.ts";
import { type EncodedFile, LoadedDocument } from "./loaded-document.ts";
import { readMetadata } from "./read-metadata.ts";
import { readNavigation } from "./read-navigation.ts";
import { readPage } from "./read-page.ts";
import { readSecurity } from "./read-security.ts";

export class PdfiumDocument implements PdfDocument {
  readonly engine = ENGINE_VERSIONS.pdfium;
  readonly #file: EncodedFile;
  readonly #limits: PageLimits;
  readonly #warnings: readonly Warning[];
  #loaded: LoadedDocument | undefined;
  readonly pageCount: number;

  /** Takes over the loaded document. The bytes must stay as they are until `close`: when its instance fails it is loaded again. */
  constructor(file: EncodedFile, loaded: LoadedDocument, limits: PageLimits) {
    this.#file = file;
    this.#loaded = loaded;
    this.#limits = limits;
    this.#warnings = warningsOf(file.bytes, loaded);
    this.pageCount = loaded.pageCount;
  }

  async metadata(): Promise<DocumentMetadata> {
    const { pdfium, handle } = await this.#sound();
    return pdfium.run(() => readMetadata(pdfium, handle), damaged);
  }

  async navigation(): Promise<DocumentNavigation> {
    const document = await this.#sound();
    return document.pdfium.run(() => readNavigation(document), damaged);
  }

  async security(): Promise<DocumentSecurity> {
    const document = await this.#sound();
    return document.pdfium.run(() => readSecurity(document, this.#file), damaged);
  }

  async page(number: number): Promise<PageContent> {
    const document = await this.#sound();
    return document.pdfium.run(
      () => readPage(document, number, this.#limits),
      (cause) => pageFailure(cause, number),
    );
  }

  warnings(): readonly Warning[] {
    return this.#warnings;
  }

  async close(): Promise<void> {
    this.#loaded?.close();
    this.#loaded = undefined;
  }

  /** The document in an instance that is sound: one page that breaks an instance must not cost the others. */
  async #sound(): Promise<LoadedDocument> {
    if (this.#loaded === undefined) throw new DocatError("internal_error", { detail: "The document is closed." });
    if (!this.#loaded.pdfium.sound) {
      const pdfium = await loadPdfium();
      const broken = this.#loaded;
      this.#loaded = LoadedDocument.load(pdfium, this.#file);
      broken.close();
    }
    return this.#loaded;
  }
}

function damaged(cause: unknown): DocatError {
  return new DocatError("pdf_corrupt", { cause });
}

function warningsOf(bytes: Uint8Array, { repaired }: LoadedDocument): Warning[] {
  return [...(isTruncated(bytes) ? [TRUNCATED] : []), ...(repaired ? [REPAIRED] : [])];
}

const TRUNCATED: Warning = {
  code: "document_truncated",
  message: "The file does not end as a PDF does; what followed is missing.",
};
const REPAIRED: Warning = {
  code: "document_repaired",
  message: "The file's cross-reference table is damaged; its objects were found by searching.",
};
