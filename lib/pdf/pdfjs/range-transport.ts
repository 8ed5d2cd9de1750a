/** A document that pdf.js reads piece by piece. It keeps all that it was ever given, and room for the rest. */
import type { PDFDataRangeTransport } from "unpdf/pdfjs";
import { MAX_HELD_BYTES } from "../../limits/source-reads.ts";
import { type BlockingSource, bytesOf } from "../source/blocking-source.ts";

type Pdfjs = typeof import("unpdf/pdfjs");

export interface RangeTransport {
  readonly range: PDFDataRangeTransport;
  /** What pdf.js holds of the document. */
  readonly heldBytes: number;
}

/** pdf.js is given zeros instead of bytes that cannot be had, and of those beyond what it may hold. */
export function openRangeTransport(pdfjs: Pdfjs, source: BlockingSource): RangeTransport {
  const range = new pdfjs.PDFDataRangeTransport(source.sizeBytes, null);
  let heldBytes = 0;
  range.requestDataRange = (start: number, end: number) => {
    // Whoever asks expects the answer in a later turn.
    queueMicrotask(() => {
      heldBytes += end - start;
      range.onDataRange(start, heldBytes <= MAX_HELD_BYTES ? bytesOf(source, start, end) : new Uint8Array(end - start));
    });
  };
  return {
    range,
    get heldBytes() {
      return heldBytes;
    },
  };
}
