/** The fonts of an open document, by pdf.js's own names for them, each read once. */
import type { PDFPageProxy } from "unpdf/pdfjs";
import { type PdfjsFont, readFont } from "./pdfjs-font.ts";

/** The part of a font of pdf.js that gives back its file, which nobody draws with. */
interface Clearable {
  clearData?(): void;
}

export class FontShelf {
  readonly #fonts = new Map<string, PdfjsFont | undefined>();

  get fonts(): ReadonlyMap<string, PdfjsFont | undefined> {
    return this.#fonts;
  }

  /** Resolves when the font is there; pdf.js sends each before the operators that need it. */
  async fetch(page: PDFPageProxy, name: string): Promise<void> {
    if (this.#fonts.has(name)) return;
    const font = await new Promise<unknown>((resolve) => page.commonObjs.get(name, resolve));
    this.#fonts.set(name, readFont(font));
    if (typeof font === "object" && font !== null) (font as Clearable).clearData?.();
  }
}
