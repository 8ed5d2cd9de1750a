/** Brings a document into an instance of PDFium, again and again if need be. */
import { HELD_BYTES } from "../../limits/source-reads.ts";
import { PageView } from "../source/page-view.ts";
import { loadPdfium } from "./load-pdfium.ts";
import { type EncodedFile, LoadedDocument } from "./loaded-document.ts";

export class DocumentLoader {
  /** As it came. */
  readonly file: EncodedFile;
  /** PDFium goes through all pages before the one that it looks for. */
  readonly #view: PageView;
  #loaded: LoadedDocument | undefined;

  constructor(file: EncodedFile) {
    this.file = file;
    this.#view = new PageView(file.source);
  }

  /**
   * The document in an instance that is sound: one page that breaks an instance must not cost the others. It is loaded anew
   * as well for a page that is not shown, and when PDFium holds much of it, which is all that it has read. Throws DocatError as
   * `PdfEngine.open` does.
   */
  async load(index?: number): Promise<LoadedDocument> {
    const loaded = this.#loaded;
    if (loaded?.pdfium.sound && loaded.heldBytes <= HELD_BYTES && this.#view.shows(index)) return loaded;
    this.unload();
    this.#loaded = await this.#view.turnTo(index, async (source) =>
      LoadedDocument.load(await loadPdfium(), { ...this.file, source }),
    );
    return this.#loaded;
  }

  /** What was loaded must not be used any more. */
  unload(): void {
    this.#loaded?.close();
    this.#loaded = undefined;
  }
}
