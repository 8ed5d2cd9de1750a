/** A document that counts what is read of it, and may fail to answer. */
import { type DocumentSource, sourceOfBytes } from "../../lib/contracts/document-source.ts";

export interface CountingSource extends DocumentSource {
  readonly reads: readonly { readonly start: number; readonly end: number }[];
  readonly bytesRead: number;
  /** What the next reads reject with, until it is taken away again. */
  failure: Error | undefined;
  /** How long each read takes. */
  delayMs: number;
}

export function countingSource(bytes: Uint8Array): CountingSource {
  const reads: { start: number; end: number }[] = [];
  const { sizeBytes, read } = sourceOfBytes(bytes);
  return {
    sizeBytes,
    reads,
    failure: undefined,
    delayMs: 0,
    get bytesRead() {
      return reads.reduce((sum, { start, end }) => sum + end - start, 0);
    },
    async read(start, end) {
      reads.push({ start, end });
      if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
      if (this.failure !== undefined) throw this.failure;
      return read(start, end);
    },
  };
}
