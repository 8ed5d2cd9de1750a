/** What it means that a document or a page cannot be read, as error codes of the project. */
import { DocatError } from "../errors/docat-error.ts";
import { bytesOf, type EngineFile, sizeOf } from "./source/blocking-source.ts";

/** Of pdf.js, in the code of its `PasswordException`. */
const INCORRECT_PASSWORD = 2;

const HEADER_WINDOW = 1024;
const TAIL_WINDOW = 2048;
const PADDING_WINDOW = 61_440 + TAIL_WINDOW;

/** What a failed open means. Anything unforeseen counts as a damaged file: hostile bytes are never a fault of ours. */
export function openFailure(error: unknown, file: EngineFile): DocatError {
  const name = error instanceof Error ? error.name : "";
  const message = error instanceof Error ? error.message : "";
  if (name === "PasswordException") {
    return passwordFailure((error as { readonly code?: unknown }).code === INCORRECT_PASSWORD);
  }
  if (/encrypt|crypt filter/i.test(message)) {
    return new DocatError("encryption_unsupported", { cause: error });
  }
  if (!hasHeader(file)) {
    return new DocatError("not_a_pdf", { cause: error });
  }
  return new DocatError(isTruncated(file) ? "pdf_truncated" : "pdf_corrupt", { cause: error });
}

/** What it means that an encrypted file is not open: for want of a password, or in spite of one. */
export function passwordFailure(given: boolean): DocatError {
  return new DocatError(given ? "password_wrong" : "password_required");
}

/** What a page that cannot be read means. The document stays usable. */
export function pageFailure(error: unknown, number: number): DocatError {
  return new DocatError("pdf_corrupt", { detail: `Page ${number} cannot be read.`, cause: error });
}

/** Whether `%PDF-` stands in the first KiB, where readers look for it. */
function hasHeader(file: EngineFile): boolean {
  return latin1(bytesOf(file, 0, Math.min(HEADER_WINDOW, sizeOf(file)))).includes("%PDF-");
}

/** Whether the file lacks the end that every PDF has: `startxref` or `%%EOF` in its last bytes, padding of up to 60 KiB left out. */
export function isTruncated(file: EngineFile): boolean {
  const size = sizeOf(file);
  const bytes = bytesOf(file, Math.max(0, size - PADDING_WINDOW), size);
  const end = bytes.findLastIndex((byte) => byte > 0x20) + 1;
  const tail = latin1(bytes.subarray(Math.max(0, end - TAIL_WINDOW), end));
  return !(tail.includes("startxref") || tail.includes("%%EOF"));
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
