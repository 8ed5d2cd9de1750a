/** What in a document may do harm: by a look through its file, and by what pdf.js knows of it. */
import type { PDFDocumentProxy } from "unpdf/pdfjs";
import type { DocumentSecurity } from "../../contracts/document-security.ts";
import type { LookExtent } from "../pdf-engine.ts";
import { documentFindings } from "../security/document-findings.ts";
import { scanFile } from "../security/scan-file.ts";
import type { EngineFile } from "../source/blocking-source.ts";
import type { Destinations } from "./destinations.ts";
import { readNavigation } from "./document-navigation.ts";

/** The file as it was opened. It is not changed. */
export interface StatedFile {
  readonly source: EngineFile;
  readonly passwordGiven: boolean;
}

/** Of an encrypted file the strings, and what is in object streams, cannot be looked through: then it is not complete. */
export async function readSecurity(
  proxy: PDFDocumentProxy,
  { source, passwordGiven, extent }: StatedFile & { readonly extent: LookExtent },
  destinations: Destinations,
): Promise<DocumentSecurity> {
  const { counts, complete } = scanFile(source, extent);
  const scripted = counts.script === undefined && (await proxy.hasJSActions().catch(() => false));
  const { attachments } = await readNavigation(proxy, destinations);
  const encrypted = await isEncrypted(proxy);
  return documentFindings({
    counts: scripted ? { ...counts, script: 1 } : counts,
    complete: complete && !encrypted,
    encrypted,
    passwordGiven,
    attachments,
  });
}

async function isEncrypted(proxy: PDFDocumentProxy): Promise<boolean> {
  const info: unknown = await proxy.getMetadata().then(
    ({ info }) => info,
    () => null,
  );
  const name = typeof info === "object" && info !== null && "EncryptFilterName" in info ? info.EncryptFilterName : null;
  return typeof name === "string";
}
