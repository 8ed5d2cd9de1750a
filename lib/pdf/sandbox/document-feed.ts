/** What a sandbox thread is given of a document: all of a small one, and a clerk to ask for the rest of others. */
import type { DocumentSource } from "../../contracts/document-source.ts";
import { sourceOfBytes } from "../../contracts/document-source.ts";
import type { SourceLimits } from "../../limits/source-reads.ts";
import { SourceClerk } from "./source-clerk.ts";

export type DocumentFeed =
  | { readonly bytes: Uint8Array; readonly clerk?: undefined }
  | { readonly bytes?: undefined; readonly clerk: SourceClerk };

/** Reads a small document. Rejects as the source does. */
export async function openFeed(document: DocumentSource | Uint8Array, limits: SourceLimits): Promise<DocumentFeed> {
  const source = document instanceof Uint8Array ? sourceOfBytes(document) : document;
  if (source.sizeBytes > limits.smallBytes) return { clerk: new SourceClerk(source, limits) };
  const bytes = await source.read(0, source.sizeBytes);
  // What goes to a thread goes with all of its buffer.
  return { bytes: bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice() };
}
