/** A document's bytes where they lie, to be read in ranges: nobody has to hold all of them. */

export interface DocumentSource {
  readonly sizeBytes: number;
  /**
   * The bytes from `start` to `end`, the last one left out; both lie within the document. May be called at once for several
   * ranges. Rejects with `document_lost` when the bytes are gone, and with `store_unavailable`.
   */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Bytes that are all at hand. They stay the caller's. */
export function sourceOfBytes(bytes: Uint8Array): DocumentSource {
  return { sizeBytes: bytes.byteLength, read: async (start, end) => bytes.subarray(start, end) };
}

/** All bytes of a source, for whoever cannot do with less. */
export async function readAll(source: DocumentSource | Uint8Array): Promise<Uint8Array> {
  return source instanceof Uint8Array ? source : await source.read(0, source.sizeBytes);
}
