/** A document as PDFium writes it anew: not encrypted, every object by itself. */
import type { LoadedDocument } from "./loaded-document.ts";

const REMOVE_SECURITY = 3;

/** Undefined when it cannot be written, or takes more than `maxBytes`. Takes as much of the module's memory again. */
export function plainCopy({ pdfium, handle }: LoadedDocument, maxBytes: number): Uint8Array | undefined {
  const { exports, heap } = pdfium;
  const writer = exports.PDFiumExt_OpenFileWriter();
  if (writer === 0) return;
  return pdfium.with(
    () => {
      if (exports.FPDF_SaveAsCopy(handle, writer, REMOVE_SECURITY) === 0) return;
      const size = exports.PDFiumExt_GetFileWriterSize(writer);
      if (!(size > 0 && size <= maxBytes)) return;
      const buffer = exports.malloc(size);
      if (buffer === 0) return;
      exports.PDFiumExt_GetFileWriterData(writer, buffer, size);
      const bytes = heap.bytes.slice(buffer, buffer + size);
      exports.free(buffer);
      return bytes;
    },
    () => exports.PDFiumExt_CloseFileWriter(writer),
  );
}
