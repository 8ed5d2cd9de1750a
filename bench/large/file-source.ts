/** A document in a file, read in ranges and counted. */
import { type FileHandle, open } from "node:fs/promises";
import type { DocumentSource } from "../../lib/contracts/document-source.ts";

export class FileSource implements DocumentSource {
  readonly sizeBytes: number;
  readonly #file: FileHandle;
  #reads = 0;
  #bytesRead = 0;

  static async open(path: string): Promise<FileSource> {
    const file = await open(path, "r");
    return new FileSource(file, (await file.stat()).size);
  }

  private constructor(file: FileHandle, sizeBytes: number) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
  }

  get reads(): number {
    return this.#reads;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    this.#reads += 1;
    this.#bytesRead += end - start;
    const bytes = new Uint8Array(end - start);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, start);
    return bytes.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
