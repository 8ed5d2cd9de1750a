/** A document as a job may be made of it, and how it gets to where the job finds it. */
import { createHash } from "node:crypto";
import type { DocumentAbout, DocumentStore } from "../documents/document-store.ts";
import type { Source } from "../jobs/job-record.ts";

/** A document: its bytes; what an upload or another job of the tenant's holds; or where it is to be fetched from. */
export type Submitted =
  | { readonly bytes: Uint8Array }
  | { readonly stored: { readonly holder: string; readonly about: DocumentAbout } }
  | { readonly url: string };

/** What the job's record says of it; of a link nothing is known until it has been fetched. */
export function describeSubmitted(document: Submitted): Omit<Source, "name"> {
  if ("url" in document) return { sha256: null, size_bytes: null, url: document.url };
  if ("stored" in document) {
    const { sha256, sizeBytes } = document.stored.about;
    return { sha256, size_bytes: sizeBytes };
  }
  const { bytes } = document;
  return { sha256: createHash("sha256").update(bytes).digest("hex"), size_bytes: bytes.byteLength };
}

/** Safe to repeat. Throws `upload_unknown` when the bytes have gone meanwhile. */
export function storeDocument(documents: DocumentStore, jobId: string, document: Submitted): Promise<void> {
  if ("url" in document) return documents.putLink(jobId, document.url);
  if ("stored" in document) return documents.take(jobId, document.stored.holder);
  return documents.put(jobId, document.bytes);
}
