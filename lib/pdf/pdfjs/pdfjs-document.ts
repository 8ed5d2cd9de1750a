/** One open document of pdf.js behind the port. */
import type { PDFDocumentProxy } from "unpdf/pdfjs";
import type { DocumentSecurity } from "../../contracts/document-security.ts";
import type { DocumentNavigation } from "../../contracts/outline.ts";
import type { PageContent } from "../../contracts/page-content.ts";
import type { DocumentMetadata } from "../../contracts/result.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { ENGINE_VERSIONS } from "../../limits/result-version.ts";
import { HELD_BYTES } from "../../limits/source-reads.ts";
import { pageFailure } from "../document-failures.ts";
import type { PageLimits } from "../page/page-limits.ts";
import { plainLine } from "../page/plain-text.ts";
import type { LookExtent, PdfDocument } from "../pdf-engine.ts";
import type { EngineFile } from "../source/blocking-source.ts";
import type { PageView } from "../source/page-view.ts";
import { Destinations } from "./destinations.ts";
import { readNavigation } from "./document-navigation.ts";
import { FontShelf } from "./font-shelf.ts";
import type { LoadedDocument } from "./loaded-document.ts";
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

const MAX_METADATA_CHARACTERS = 1000;

/** What a document is given besides itself. */
interface Lent extends Tools {
  /** Shows the document to `load`, which loads it again. */
  readonly view: PageView;
  readonly load: (file: EngineFile) => Promise<LoadedDocument>;
}

interface Tools {
  readonly limits: PageLimits;
  readonly operators: OperatorSet;
  readonly warnings: readonly Warning[];
  readonly file: StatedFile;
}

/** A document in pdf.js, and what has been learnt from it. */
class OpenDocument {
  readonly loaded: LoadedDocument;
  readonly destinations: Destinations;
  readonly fonts = new FontShelf();

  constructor(loaded: LoadedDocument) {
    this.loaded = loaded;
    this.destinations = new Destinations(loaded.proxy);
  }

  get proxy(): PDFDocumentProxy {
    return this.loaded.proxy;
  }
}

export class PdfjsDocument implements PdfDocument {
  readonly engine = ENGINE_VERSIONS.pdfjs;
  readonly pageCount: number;
  readonly #view: PageView;
  readonly #load: (file: EngineFile) => Promise<LoadedDocument>;
  readonly #lent: Tools;
  #open: OpenDocument | undefined;
  #closed = false;

  /** Takes over the document and one hold on the listener: `close` releases both. */
  constructor(loaded: LoadedDocument, { view, load, ...lent }: Lent) {
    this.pageCount = loaded.pageCount;
    this.#view = view;
    this.#load = load;
    this.#lent = lent;
    this.#open = new OpenDocument(loaded);
  }

  async metadata(): Promise<DocumentMetadata> {
    const { proxy } = await this.#light();
    const info = await listen(new Notices(), () => proxy.getMetadata()).then(
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

  async navigation(): Promise<DocumentNavigation> {
    const { proxy, destinations } = await this.#light();
    return await listen(new Notices(), () => readNavigation(proxy, destinations));
  }

  async security(extent: LookExtent = "all"): Promise<DocumentSecurity> {
    const { proxy, destinations } = await this.#light();
    return await listen(new Notices(), () => readSecurity(proxy, { ...this.#lent.file, extent }, destinations));
  }

  async page(number: number): Promise<PageContent> {
    const heard = new Notices();
    try {
      const document = await this.#light(number - 1);
      const content = await listen(heard, () => this.#read(document, number, heard));
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
      await this.#open?.loaded.close();
    } finally {
      await stopListening();
    }
  }

  /** The document, loaded anew for a page that is not shown, and when pdf.js holds much of it, which is all that it has read. */
  async #light(index?: number): Promise<OpenDocument> {
    if (this.#closed) throw new DocatError("internal_error", { detail: "The document is closed." });
    const open = this.#open;
    if (open !== undefined && open.loaded.heldBytes() <= HELD_BYTES && this.#view.shows(index)) return open;
    this.#open = undefined;
    await open?.loaded.close();
    this.#open = new OpenDocument(await this.#view.turnTo(index, this.#load));
    return this.#open;
  }

  async #read({ proxy, fonts, destinations }: OpenDocument, number: number, heard: Notices): Promise<PageContent> {
    const page = await proxy.getPage(number);
    const { limits, operators } = this.#lent;
    try {
      return await readPdfjsPage(page, {
        limits,
        operators,
        fonts,
        destinations,
        imagesLeftOut: () => heard.imagesLeftOut,
        annotationsOf: ({ pageNumber }) => annotationsOf(proxy, pageNumber - 1),
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
