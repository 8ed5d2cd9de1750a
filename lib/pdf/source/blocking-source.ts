/** A document whose bytes can be had at once, by waiting: engines that are compiled cannot be interrupted to wait for a promise. */
import type { DocumentSource } from "../../contracts/document-source.ts";

export interface BlockingSource extends DocumentSource {
  /**
   * Fills `target` with the bytes from `start` on. False when they cannot be had: what is read with it counts for nothing. Bytes
   * of pictures are zeros, unless `pictures` are wanted too.
   */
  fill(target: Uint8Array, start: number, pictures?: boolean): boolean;
}

/** A document as engines take it. */
export type EngineFile = Uint8Array | BlockingSource;

export function isBlocking(source: DocumentSource | Uint8Array): source is BlockingSource {
  return "fill" in source && !(source instanceof Uint8Array);
}

export function sizeOf(file: EngineFile): number {
  return file instanceof Uint8Array ? file.byteLength : file.sizeBytes;
}

/** The bytes from `start` to `end`; zeros when they cannot be had. */
export function bytesOf(file: EngineFile, start: number, end: number): Uint8Array<ArrayBuffer> {
  if (file instanceof Uint8Array) return file.slice(start, end);
  const bytes = new Uint8Array(end - start);
  if (!file.fill(bytes, start)) bytes.fill(0);
  return bytes;
}
