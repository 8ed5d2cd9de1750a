/** A document's bytes as they come, held against what a PDF begins with before any of them is handed on. */
import { DocatError } from "../errors/docat-error.ts";
import { PDF_HEADER_WINDOW_BYTES } from "../limits/limits.ts";
import { checkHeader } from "./check-file.ts";

/** The same bytes; the first of them in one piece that is long enough to tell what the file is. Throws `file_empty` or `not_a_pdf`. */
export async function* checkedStream(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let head = Buffer.alloc(0);
  let isChecked = false;
  for await (const chunk of bytes) {
    if (isChecked) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.byteLength < PDF_HEADER_WINDOW_BYTES) continue;
    checkHeader(head.subarray(0, PDF_HEADER_WINDOW_BYTES));
    isChecked = true;
    yield head;
  }
  if (!isChecked) {
    if (head.byteLength === 0) throw new DocatError("file_empty");
    checkHeader(head);
    yield head;
  }
}
