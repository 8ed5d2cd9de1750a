/** What in a document may do harm: by a look through its file, and by what PDFium knows of it. */
import type { DocumentSecurity } from "../../contracts/document-security.ts";
import { BYTES_PER_MB } from "../../limits/sandbox.ts";
import type { LookExtent } from "../pdf-engine.ts";
import type { ActiveCounts } from "../security/active-content.ts";
import { documentFindings } from "../security/document-findings.ts";
import { type FileScan, scanFile } from "../security/scan-file.ts";
import type { EncodedFile, LoadedDocument } from "./loaded-document.ts";
import { plainCopy } from "./plain-copy.ts";
import { readNavigation } from "./read-navigation.ts";

/** A larger file is not written anew. */
const MAX_COPIED_BYTES = 32 * BYTES_PER_MB;
/** `FORMTYPE_XFA_FULL` and `FORMTYPE_XFA_FOREGROUND`. */
const XFA_FORMS: readonly number[] = [2, 3];
const NOT_ENCRYPTED = -1;

/** Throws what the module traps with. Runs nothing and opens no file that is inside. */
export function readSecurity(document: LoadedDocument, file: EncodedFile, extent: LookExtent): DocumentSecurity {
  const { exports } = document.pdfium;
  const encrypted = exports.FPDF_GetSecurityHandlerRevision(document.handle) !== NOT_ENCRYPTED;
  const { counts, complete } = scan(document, file, { encrypted, extent });
  return documentFindings({
    counts: withKnown(document, counts),
    complete,
    encrypted,
    passwordGiven: (file.password ?? "") !== "",
    attachments: readNavigation(document).attachments,
  });
}

/** What cannot be read in the file as it is, for its encryption or the way it is packed, is looked for in a copy without them. */
function scan(
  document: LoadedDocument,
  { source }: EncodedFile,
  { encrypted, extent }: { readonly encrypted: boolean; readonly extent: LookExtent },
): FileScan {
  const first = scanFile(source, extent);
  if ((first.complete && !encrypted) || !(source instanceof Uint8Array) || source.length > MAX_COPIED_BYTES) {
    return { counts: first.counts, complete: first.complete && !encrypted };
  }
  const copy = plainCopy(document, 2 * MAX_COPIED_BYTES);
  if (copy === undefined) return { counts: first.counts, complete: false };
  const second = scanFile(copy);
  return { counts: { ...first.counts, ...second.counts }, complete: second.complete };
}

function withKnown({ pdfium, handle }: LoadedDocument, counts: ActiveCounts): ActiveCounts {
  const { exports } = pdfium;
  const scripts = exports.FPDFDoc_GetJavaScriptActionCount(handle);
  const isXfa = XFA_FORMS.includes(exports.FPDF_GetFormType(handle));
  return {
    ...counts,
    ...(scripts > 0 && counts.script === undefined ? { script: scripts } : {}),
    ...(isXfa ? { xfa: 1 } : {}),
  };
}
