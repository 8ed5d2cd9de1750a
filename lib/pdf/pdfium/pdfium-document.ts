/** One open document of PDFium behind the port. */
import type { DocumentSecurity } from "../../contracts/document-security.ts";
import type { DocumentNavigation } from "../../contracts/outline.ts";
import type { PageContent } from "../../contracts/page-content.ts";
import type { DocumentMetadata } from "../../contracts/result.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { ENGINE_VERSIONS } from "../../limits/result-version.ts";
import { HELD_BYTES } from "../../limits/source-reads.ts";
import { isTruncated, pageFailure } from "../document-failures.ts";
import type { PageLimits } from "../page/page-limits.ts";
import type { LookExtent, PdfDocument } from "../pdf-engine.ts";
import type { EngineFile } from "../source/blocking-source.ts";
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
  #closed = false;
  readonly pageCount: number;

  /** Takes over the loaded document. The bytes must stay as they are until `close`: when its instance fails it is loaded again. */
  constructor(file: EncodedFile, loaded: LoadedDocument, limits: PageLimits) {
    this.#file = file;
    this.#loaded = loaded;
    this.#limits = limits;
    this.#warnings = warningsOf(file.source, loaded);
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

  async security(extent: LookExtent = "all"): Promise<DocumentSecurity> {
    const document = await this.#sound();
    return document.pdfium.run(() => readSecurity(document, this.#file, extent), damaged);
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
    this.#closed = true;
    this.#unload();
  }

  #unload(): void {
    this.#loaded?.close();
    this.#loaded = undefined;
  }

  /**
   * The document in an instance that is sound: one page that breaks an instance must not cost the others. It is loaded anew
   * as well when PDFium holds much of it, which is all that it has read.
   */
  async #sound(): Promise<LoadedDocument> {
    if (this.#closed) throw new DocatError("internal_error", { detail: "The document is closed." });
    const loaded = this.#loaded;
    if (loaded?.pdfium.sound && loaded.heldBytes <= HELD_BYTES) return loaded;
    this.#unload();
    this.#loaded = LoadedDocument.load(await loadPdfium(), this.#file);
    return this.#loaded;
  }
}

function damaged(cause: unknown): DocatError {
  return new DocatError("pdf_corrupt", { cause });
}

function warningsOf(source: EngineFile, { repaired }: LoadedDocument): Warning[] {
  return [...(isTruncated(source) ? [TRUNCATED] : []), ...(repaired ? [REPAIRED] : [])];
}

const TRUNCATED: Warning = {
  code: "document_truncated",
  message: "The file does not end as a PDF does; what followed is missing.",
};
const REPAIRED: Warning = {
  code: "document_repaired",
  message: "The file's cross-reference table is damaged; its objects were found by searching.",
};
