/** Paints pages with PDFium, for people who look at what was read from them. No part of the service. */
import { DocatError } from "../../errors/docat-error.ts";
import { pageFailure } from "../document-failures.ts";
import { loadPdfium } from "./load-pdfium.ts";
import { LoadedDocument } from "./loaded-document.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

export interface PaintedPage {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity of each pixel, by rows from the top. */
  readonly rgba: Uint8Array;
}

const MAX_PIXELS = 40_000_000;
const POINTS_PER_INCH = 72;

/** `FPDF_ANNOT`, and `FPDF_REVERSE_BYTE_ORDER`: red first. */
const FLAGS = 0x01 | 0x10;
const WHITE = 0xffffffff;

/**
 * Paints the page of this 1-based number on white, with its annotations, `dpi` pixels to the inch. Throws DocatError as the engine
 * does, and `pdf_too_complex` for a picture of more than 40 million pixels.
 */
export async function renderPage(bytes: Uint8Array, number: number, dpi: number): Promise<PaintedPage> {
  const document = LoadedDocument.load(await loadPdfium(), { source: bytes, password: undefined });
  const { pdfium, handle } = document;
  const { exports } = pdfium;
  try {
    return pdfium.run(
      () => {
        const page = exports.FPDF_LoadPage(handle, number - 1);
        if (page === 0) throw pageFailure(undefined, number);
        return pdfium.with(
          () => paint(pdfium, page, dpi / POINTS_PER_INCH),
          () => exports.FPDF_ClosePage(page),
        );
      },
      (cause) => pageFailure(cause, number),
    );
  } finally {
    document.close();
  }
}

function paint(pdfium: PdfiumInstance, page: Pointer, scale: number): PaintedPage {
  const { exports, heap } = pdfium;
  const width = Math.round(exports.FPDF_GetPageWidthF(page) * scale);
  const height = Math.round(exports.FPDF_GetPageHeightF(page) * scale);
  if (!(width > 0 && height > 0 && width * height <= MAX_PIXELS)) throw new DocatError("pdf_too_complex");
  const bitmap = exports.FPDFBitmap_Create(width, height, 0);
  if (bitmap === 0) throw new DocatError("pdf_too_complex");
  return pdfium.with(
    () => {
      exports.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
      exports.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, FLAGS);
      const start = exports.FPDFBitmap_GetBuffer(bitmap);
      const stride = exports.FPDFBitmap_GetStride(bitmap);
      const rgba = new Uint8Array(4 * width * height);
      for (let row = 0; row < height; row += 1) {
        const from = start + row * stride;
        rgba.set(heap.bytes.subarray(from, from + 4 * width), 4 * width * row);
      }
      return { width, height, rgba };
    },
    () => exports.FPDFBitmap_Destroy(bitmap),
  );
}
