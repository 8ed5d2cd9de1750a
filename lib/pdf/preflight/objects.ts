/** Whether a file that has lost its end holds anything that could be found by searching it, before an engine searches. */
import { isTruncated, openFailure } from "../document-failures.ts";
import { bytesOf, type EngineFile, sizeOf } from "../source/blocking-source.ts";

const END_OF_OBJECT = "endobj";
const WINDOW_BYTES = 1_048_576;

/**
 * Throws `pdf_truncated` or `not_a_pdf` for a file without its end in which no object ends either: engines take minutes to find that out.
 * Other files are not read.
 */
export function requireObjects(file: EngineFile): void {
  if (isTruncated(file) && !holdsObject(file)) throw openFailure(new Error("No object ends in the file."), file);
}

function holdsObject(file: EngineFile): boolean {
  const size = sizeOf(file);
  for (let start = 0; start < size; start += WINDOW_BYTES) {
    const end = Math.min(size, start + WINDOW_BYTES + END_OF_OBJECT.length);
    if (Buffer.from(bytesOf(file, start, end)).includes(END_OF_OBJECT, 0, "latin1")) return true;
  }
  return false;
}
