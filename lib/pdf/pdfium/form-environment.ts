/** What PDFium needs beside a document to tell the values of its form. No script is run, nothing is calculated. */
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

export class FormEnvironment {
  readonly #pdfium: PdfiumInstance;
  readonly #info: Pointer;
  readonly handle: Pointer;

  private constructor(pdfium: PdfiumInstance, info: Pointer, handle: Pointer) {
    this.#pdfium = pdfium;
    this.#info = info;
    this.handle = handle;
  }

  /** Undefined for a document without a form. Pair with `close`, before the document is closed. */
  static open(pdfium: PdfiumInstance, document: Pointer): FormEnvironment | undefined {
    const { exports } = pdfium;
    if (exports.FPDF_GetFormType(document) <= 0) return;
    const info = exports.PDFiumExt_OpenFormFillInfo();
    if (info === 0) return;
    const handle = exports.PDFiumExt_InitFormFillEnvironment(document, info);
    if (handle !== 0) return new FormEnvironment(pdfium, info, handle);
    exports.PDFiumExt_CloseFormFillInfo(info);
    return;
  }

  close(): void {
    const { exports } = this.#pdfium;
    exports.PDFiumExt_ExitFormFillEnvironment(this.handle);
    exports.PDFiumExt_CloseFormFillInfo(this.#info);
  }
}
