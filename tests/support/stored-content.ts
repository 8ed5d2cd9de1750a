/** A stored document's bytes, for tests that ask whether it is all there. */
import { readAll } from "../../lib/contracts/document-source.ts";
import type { DocumentStore } from "../../lib/documents/document-store.ts";

/** Null when it is gone or not fetched. */
export async function contentOf(documents: DocumentStore, id: string): Promise<Uint8Array | null> {
  const found = await documents.open(id);
  return found?.kind === "stored" ? readAll(found.document) : null;
}
