/** A document that came with a request and is answered in the same: nothing of it is stored. */
import { createHash } from "node:crypto";
import type { JobOptions } from "../contracts/job-options.ts";
import type { Enclosures } from "../contracts/submitted-options.ts";
import { type PdfDocument, withDocument } from "../pdf/pdf-engine.ts";
import type { ReadingDeps } from "./pipeline-deps.ts";

export interface DirectDocument {
  readonly bytes: Uint8Array;
  readonly name: string | null;
  readonly options: JobOptions;
  readonly enclosures: Enclosures;
}

/** What is done for it needs no job. */
export type DirectDeps = Pick<ReadingDeps, "engine" | "log" | "maxPages" | "rangePages" | "scan">;

/** What is known of the file without opening it. */
export function describeFile({ name, bytes }: DirectDocument) {
  return { name, sha256: createHash("sha256").update(bytes).digest("hex"), size_bytes: bytes.byteLength };
}

/** Shows it to the virus scanner, where there is one, and opens it as its options say. */
export async function withDirectDocument<T>(
  deps: DirectDeps,
  { bytes, options, enclosures }: DirectDocument,
  use: (document: PdfDocument) => Promise<T>,
): Promise<T> {
  await deps.scan([bytes]);
  return withDocument(deps.engine, bytes, use, { engine: options.engine, password: enclosures.password });
}
