/** The colour with which an object of a page is filled or stroked. */
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

export interface PaintColor {
  /** 0xRRGGBB. */
  readonly color: number;
  /** 0 for wholly transparent, 255 for opaque. */
  readonly alpha: number;
}

/** Undefined where PDFium does not tell, as for patterns. */
export function readPaint({ exports, heap }: PdfiumInstance, object: Pointer, stroke: boolean): PaintColor | undefined {
  const [r, g, b, a] = [heap.word(0), heap.word(1), heap.word(2), heap.word(3)];
  const told = stroke
    ? exports.FPDFPageObj_GetStrokeColor(object, r, g, b, a)
    : exports.FPDFPageObj_GetFillColor(object, r, g, b, a);
  if (told === 0) return;
  const color = ((heap.int(0) & 255) << 16) | ((heap.int(1) & 255) << 8) | (heap.int(2) & 255);
  return { color, alpha: heap.int(3) & 255 };
}
