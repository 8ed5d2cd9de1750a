/** What a document says of itself. */
import type { DocumentMetadata } from "../../contracts/result.ts";
import { plainLine } from "../page/plain-text.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

const MAX_CHARACTERS = 1000;

/** Strings are bounded and free of control characters; null for what the file does not say. */
export function readMetadata({ exports, heap }: PdfiumInstance, document: Pointer): DocumentMetadata {
  const stated = (name: string): string | null => {
    const key = heap.name(name);
    return said(heap.utf16((buffer, size) => exports.FPDF_GetMetaText(document, key, buffer, size)));
  };
  const language = heap.utf16((buffer, size) => exports.FPDFCatalog_GetLanguage(document, buffer, size));
  return {
    title: stated("Title"),
    author: stated("Author"),
    language: said(language),
    pdf_version: exports.FPDF_GetFileVersion(document, heap.scratch) === 0 ? null : versionOf(heap.int(0)),
  };
}

function said(text: string): string | null {
  const line = plainLine(text, MAX_CHARACTERS);
  return line === "" ? null : line;
}

/** PDFium's 14 is 1.4. */
function versionOf(number: number): string | null {
  return number >= 10 && number < 100 ? `${Math.floor(number / 10)}.${number % 10}` : null;
}
