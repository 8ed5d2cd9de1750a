/** What is checked at the door, without an engine: size and the PDF header. Types and names that a client sends prove nothing. */
import { DocatError } from "../errors/docat-error.ts";
import { PDF_HEADER_WINDOW_BYTES } from "../limits/limits.ts";

const HEADER = Buffer.from("%PDF-", "latin1");

/** Throws `file_empty`, `payload_too_large` or `not_a_pdf`. Does not open the document. */
export function checkFile(bytes: Uint8Array, maxBytes: number): void {
  if (bytes.byteLength === 0) throw new DocatError("file_empty");
  if (bytes.byteLength > maxBytes) {
    throw new DocatError("payload_too_large", { detail: `The limit is ${maxBytes} bytes.` });
  }
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, PDF_HEADER_WINDOW_BYTES));
  if (!start.includes(HEADER)) {
    throw new DocatError("not_a_pdf", { detail: "A PDF starts with %PDF- within its first 1,024 bytes." });
  }
}
