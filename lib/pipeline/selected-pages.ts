/** Which pages of an open document are to be read. */
import type { JobOptions } from "../contracts/job-options.ts";
import { selectPages } from "../contracts/page-selection.ts";
import { DocatError } from "../errors/docat-error.ts";
import type { PdfDocument } from "../pdf/pdf-engine.ts";

/** Their numbers, ascending. Throws `too_many_pages` for a document over the limit, and `pages_out_of_range` when there are none. */
export function selectedPages(
  { pageCount }: Pick<PdfDocument, "pageCount">,
  { pages }: JobOptions,
  maxPages: number,
): number[] {
  if (pageCount > maxPages) {
    throw new DocatError("too_many_pages", { detail: `It has ${pageCount} pages; the limit is ${maxPages}.` });
  }
  const selected = selectPages(pages, pageCount);
  if (selected.length === 0)
    throw new DocatError("pages_out_of_range", { detail: `The document has ${pageCount} pages.` });
  return selected;
}
