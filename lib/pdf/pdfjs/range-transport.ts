/** A document that pdf.js reads piece by piece. It keeps all that it was ever given, and room for the rest. */
import type { PDFDataRangeTransport } from "unpdf/pdfjs";
import { MAX_HELD_BYTES } from "../../limits/source-reads.ts";
import type { BlockingSource } from "../source/blocking-source.ts";

type Pdfjs = typeof import("unpdf/pdfjs");

export interface RangeTransport {
  readonly range: PDFDataRangeTransport;
  /** What pdf.js holds of the document. */
  readonly heldBytes: number;
}

/** Bytes that cannot be had are an error for pdf.js, and so are those beyond what it may hold. */
export function openRangeTransport(pdfjs: Pdfjs, source: BlockingSource): RangeTransport {
  const range = new pdfjs.PDFDataRangeTransport(source.sizeBytes, null);
  let heldBytes = 0;
  range.requestDataRange = (start: number, end: number) => {
    heldBytes += end - start;
    if (heldBytes > MAX_HELD_BYTES) throw new Error("The document asks for more than may be held of it.");
    const bytes = new Uint8Array(end - start);
    if (!source.fill(bytes, start)) throw new Error("The document cannot be read.");
    // Whoever asks expects the answer in a later turn.
    queueMicrotask(() => range.onDataRange(start, bytes));
  };
  return {
    range,
    get heldBytes() {
      return heldBytes;
    },
  };
}
