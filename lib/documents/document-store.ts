/** The port to the documents' bytes. A document belongs to one job and is forgotten some time after the job's end. */
import type { DocumentSource } from "../contracts/document-source.ts";

/** What a document's bytes are like as a whole. */
export interface DocumentAbout {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** A document that is all there. It is read piece by piece. */
export type StoredDocument = DocumentSource & DocumentAbout;

/** A document, or where it is to be fetched from. */
export type FoundDocument =
  | { readonly kind: "stored"; readonly document: StoredDocument }
  | { readonly kind: "link"; readonly url: string };

/** Takes a document's bytes as they come, in bounded memory. */
export interface DocumentWriter {
  append(bytes: Uint8Array): Promise<void>;
  /** The document is there from now on. */
  finish(): Promise<DocumentAbout>;
}

export interface DocumentStore {
  /** Stores all bytes; complete when the promise resolves. Safe to repeat. */
  put(jobId: string, bytes: Uint8Array): Promise<void>;
  /** The same for bytes that are not all at hand. Nobody finds any of them before `finish`; what was there before goes. */
  write(jobId: string): DocumentWriter;
  /** Remembers where the document is to be fetched from. */
  putLink(jobId: string, url: string): Promise<void>;
  /** Gives the job a copy of what another job or an upload holds. Throws `upload_unknown` when that is gone. Safe to repeat. */
  take(jobId: string, holder: string): Promise<void>;
  /** Null when the document is gone or incomplete. Who says how large it is, or that it is not known (null), has all of a small one fetched at once, and nothing of a large one. */
  open(jobId: string, sizeBytes?: number | null): Promise<FoundDocument | null>;
  delete(jobId: string): Promise<void>;
}
