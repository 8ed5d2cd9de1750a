/** Brings a document into an instance of PDFium, again and again if need be. */
import type { DocatError } from "../../errors/docat-error.ts";
import { HELD_BYTES } from "../../limits/source-reads.ts";
import { isShown, PageWindows } from "../source/page-window.ts";
import { loadPdfium } from "./load-pdfium.ts";
import { type EncodedFile, LoadedDocument } from "./loaded-document.ts";

export class DocumentLoader {
  readonly #file: EncodedFile;
  /** PDFium goes through all pages before the one it looks for; of a file that lies elsewhere it is shown a few at a time. */
  #windows: PageWindows | undefined;
  /** Index of the first page that is shown. */
  #first = 0;
  #loaded: LoadedDocument | undefined;

  constructor(file: EncodedFile) {
    this.#file = file;
    this.#windows = file.source instanceof Uint8Array ? undefined : PageWindows.over(file.source);
  }

  /**
   * The document in an instance that is sound: one page that breaks an instance must not cost the others. It is loaded anew
   * as well for a page that is not shown, and when PDFium holds much of it, which is all that it has read. Throws DocatError as
   * `PdfEngine.open` does.
   */
  async load(index?: number): Promise<LoadedDocument> {
    const loaded = this.#loaded;
    const shows = index === undefined || this.#windows === undefined || isShown(index, this.#first);
    if (loaded?.pdfium.sound && loaded.heldBytes <= HELD_BYTES && shows) return loaded;
    this.unload();
    this.#first = index ?? this.#first;
    this.#loaded = (await this.#loadWindow()) ?? LoadedDocument.load(await loadPdfium(), this.#file);
    return this.#loaded;
  }

  /** What was loaded must not be used any more. */
  unload(): void {
    this.#loaded?.close();
    this.#loaded = undefined;
  }

  /** Undefined, for good, when PDFium does not take the file in this form or sees other pages in it. */
  async #loadWindow(): Promise<LoadedDocument | undefined> {
    const windows = this.#windows;
    if (windows === undefined) return;
    const file = { ...this.#file, source: windows.show(this.#first) };
    const loaded = await tryLoad(file);
    if (loaded?.pageCount === windows.pageCount) return loaded;
    loaded?.close();
    this.#windows = undefined;
    return;
  }
}

async function tryLoad(file: EncodedFile): Promise<LoadedDocument | undefined> {
  const pdfium = await loadPdfium();
  try {
    return LoadedDocument.load(pdfium, file);
  } catch (error) {
    if ((error as DocatError).code === undefined) throw error;
    return;
  }
}
