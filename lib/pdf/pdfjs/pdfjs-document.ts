/** One open document of pdf.js behind the port. */
import type { PDFDocumentLoadingTask, PDFDocumentProxy } from "unpdf/pdfjs";
import type { DocumentSecurity } from "../../contracts/document-security.ts";
import type { DocumentNavigation } from "../../contracts/outline.ts";
import type { PageContent } from "../../contracts/page-content.ts";
import type { DocumentMetadata } from "../../contracts/result.ts";
import type { Warning } from "../../contracts/warning.ts";
import { ENGINE_VERSIONS } from "../../limits/result-version.ts";
import { pageFailure } from "../document-failures.ts";
import type { PageLimits } from "../page/page-limits.ts";
import { plainLine } from "../page/plain-text.ts";
import type { PdfDocument } from "../pdf-engine.ts";
import { Destinations } from "./destinations.ts";
import { readNavigation } from "./document-navigation.ts";
import { FontShelf } from "./font-shelf.ts";
import type { OperatorSet } from "./operators.ts";
import { listen, Notices, noticesAsWarnings, stopListening } from "./pdfjs-notices.ts";
import { readPdfjsPage } from "./pdfjs-page.ts";
import { readSecurity, type StatedFile } from "./read-security.ts";

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

/** What a document is given besides itself. */
interface Lent {
  readonly limits: PageLimits;
  readonly operators: OperatorSet;
  readonly warnings: readonly Warning[];
  readonly file: StatedFile;
}

export class PdfjsDocument implements PdfDocument {
  readonly engine = ENGINE_VERSIONS.pdfjs;
  readonly #task: LoadingTask;
  readonly #proxy: PDFDocumentProxy;
  readonly #lent: Lent;
  readonly #destinations: Destinations;
  readonly #fonts = new FontShelf();
  #closed = false;

  /** Takes over the loading task and one hold on the listener: `close` releases both. */
  constructor(task: LoadingTask, proxy: PDFDocumentProxy, lent: Lent) {
    this.#task = task;
    this.#proxy = proxy;
    this.#lent = lent;
    this.#destinations = new Destinations(proxy);
  }

  get pageCount(): number {
    return this.#proxy.numPages;
  }

  async metadata(): Promise<DocumentMetadata> {
    const info = await listen(new Notices(), () => this.#proxy.getMetadata()).then(
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

  navigation(): Promise<DocumentNavigation> {
    return listen(new Notices(), () => readNavigation(this.#proxy, this.#destinations));
  }

  security(): Promise<DocumentSecurity> {
    const { file } = this.#lent;
    return listen(new Notices(), () => readSecurity(this.#proxy, file, this.#destinations));
  }

  async page(number: number): Promise<PageContent> {
    const heard = new Notices();
    try {
      const content = await listen(heard, () => this.#read(number, heard));
      return { ...content, warnings: [...content.warnings, ...noticesAsWarnings(heard, number)] };
    } catch (error) {
      throw pageFailure(error, number);
    }
  }

  warnings(): readonly Warning[] {
    return this.#lent.warnings;
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

  async #read(number: number, heard: Notices): Promise<PageContent> {
    const page = await this.#proxy.getPage(number);
    const { limits, operators } = this.#lent;
    try {
      return await readPdfjsPage(page, {
        limits,
        operators,
        fonts: this.#fonts,
        destinations: this.#destinations,
        imagesLeftOut: () => heard.imagesLeftOut,
        annotationsOf: ({ pageNumber }) => annotationsOf(this.#proxy, pageNumber - 1),
      });
    } finally {
      page.cleanup();
    }
  }
}

/**
 * The annotations of one page. The page's own function reads the page's whole text once more, to tell what is written beneath
 * a link; this one, made for whole documents, does not, and leaves out the pages that it is told to.
 */
async function annotationsOf(proxy: PDFDocumentProxy, index: number): Promise<readonly unknown[]> {
  const allKinds = null as unknown as Set<number>;
  const others = { has: (other: number) => other !== index } as Set<number>;
  return (await proxy.getAnnotationsByType(allKinds, others)) ?? [];
}

function readable(value: unknown): string | null {
  const text = plainLine(value, MAX_METADATA_CHARACTERS);
  return text === "" ? null : text;
}
