/** What is checked at the door, without an engine: size and the PDF header. Types and names that a client sends prove nothing. */
import { DocatError } from "../errors/docat-error.ts";
import { MIN_DOCUMENT_BYTES, PDF_HEADER_WINDOW_BYTES } from "../limits/limits.ts";

const HEADER = Buffer.from("%PDF-", "latin1");

/** Throws `file_empty`, `file_too_small` or `payload_too_large`. */
export function checkSize(sizeBytes: number, maxBytes: number): void {
  if (sizeBytes === 0) throw new DocatError("file_empty");
  if (sizeBytes > maxBytes) throw new DocatError("payload_too_large", { detail: `The limit is ${maxBytes} bytes.` });
  if (sizeBytes < MIN_DOCUMENT_BYTES) {
    throw new DocatError("file_too_small", { detail: `No PDF has fewer than ${MIN_DOCUMENT_BYTES} bytes.` });
  }
}

/** Throws `not_a_pdf` when the beginning of a file is not a PDF's. */
export function checkHeader(head: Uint8Array): void {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, PDF_HEADER_WINDOW_BYTES));
  if (start.includes(HEADER)) return;
  throw new DocatError("not_a_pdf", { detail: "A PDF starts with %PDF- within its first 1,024 bytes." });
}

/** Both; of a small file that is no PDF it says that, not that it is small. Does not open the document. */
export function checkFile(bytes: Uint8Array, maxBytes: number): void {
  if (bytes.byteLength > 0 && bytes.byteLength < MIN_DOCUMENT_BYTES) checkHeader(bytes);
  checkSize(bytes.byteLength, maxBytes);
  checkHeader(bytes);
}
