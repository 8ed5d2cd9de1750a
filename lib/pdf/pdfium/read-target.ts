/** Where links and outline entries lead. */
import { MAX_URL_CHARS } from "../page/page-limits.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

/** Either an address outside of the document, or one of its pages by its 1-based number. */
export type Destination = { readonly url: string } | { readonly page: number };

/** As far as there are any: 0 for what is not there. */
interface Stated {
  readonly document: Pointer;
  readonly pageCount: number;
  readonly destination: Pointer;
  readonly action: Pointer;
}

const GO_TO = 1;
const URI = 3;

/** Undefined for what leads nowhere, to other files, or to an address that is too long. Nothing is followed. */
export function readTarget(pdfium: PdfiumInstance, stated: Stated): Destination | undefined {
  const { exports } = pdfium;
  const { document, action } = stated;
  const type = action === 0 ? 0 : exports.FPDFAction_GetType(action);
  if (type === URI) return readAddress(pdfium, document, action);
  const destination = type === GO_TO ? exports.FPDFAction_GetDest(document, action) : stated.destination;
  if (destination === 0) return;
  const index = exports.FPDFDest_GetDestPageIndex(document, destination);
  return index >= 0 && index < stated.pageCount ? { page: index + 1 } : undefined;
}

function readAddress({ exports, heap }: PdfiumInstance, document: Pointer, action: Pointer): Destination | undefined {
  const url = heap.utf8((buffer, size) => exports.FPDFAction_GetURIPath(document, action, buffer, size));
  return url !== "" && url.length <= MAX_URL_CHARS ? { url } : undefined;
}
