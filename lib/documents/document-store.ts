/** The port to the documents' bytes. A document belongs to one job and is forgotten some time after the job's end. */
export interface DocumentStore {
  /** Stores all bytes; complete when the promise resolves. Safe to repeat. */
  put(jobId: string, bytes: Uint8Array): Promise<void>;
  /** All bytes, or null when the document is gone or incomplete. */
  get(jobId: string, sizeBytes: number): Promise<Uint8Array | null>;
  delete(jobId: string): Promise<void>;
}
