/** Reads pages of an open document, lays each out and screens its text. A bad page costs itself only. */
import { type LaidOutPage, laidOutPageSchema } from "../contracts/block.ts";
import type { Warning } from "../contracts/warning.ts";
import { DocatError } from "../errors/docat-error.ts";
import { layOutPage } from "../layout/lay-out-page.ts";
import { hasText } from "../layout/summarise-page.ts";
import type { PdfDocument } from "../pdf/pdf-engine.ts";
import { screenPage } from "../text/screen-page.ts";

interface PageHooks {
  /** Called before each page; what it throws ends the reading. */
  readonly beforePage?: () => void;
  /** Hears why a page failed. */
  readonly onFailure?: (number: number, error: unknown) => void;
}

/**
 * One laid out page for each number, in that order. A page that throws comes back empty with the warning `page_failed`,
 * or `page_too_complex` when the engine gave it up at a limit; one on which nothing is written with `page_without_text`.
 * Rejects only for faults of ours that may pass (DocatError, retryable) and when the document is gone; `onFailure` hears why a page failed.
 */
export async function readPages(
  document: PdfDocument,
  numbers: readonly number[],
  hooks: PageHooks = {},
): Promise<LaidOutPage[]> {
  const pages: LaidOutPage[] = [];
  for (const number of numbers) {
    hooks.beforePage?.();
    pages.push(await readPage(document, number, hooks.onFailure));
  }
  return pages;
}

async function readPage(
  document: PdfDocument,
  number: number,
  onFailure: PageHooks["onFailure"],
): Promise<LaidOutPage> {
  try {
    // Parsed before it goes out: what could not be read back later must cost this page now, not the whole result then.
    const page = laidOutPageSchema.parse(screenPage(layOutPage(await document.page(number))));
    if (hasText(page)) {
      return page;
    }
    const message = "The page shows no text; it may be a picture.";
    return { ...page, warnings: [...page.warnings, { code: "page_without_text", message, page: number }] };
  } catch (error) {
    if (isFaultOfOurs(error)) throw error;
    onFailure?.(number, error);
    return isTooComplex(error) ? tooComplexPage(number) : failedPage(number);
  }
}

/** Another attempt may read the page, or none will read any. */
export function isFaultOfOurs(error: unknown): boolean {
  return error instanceof DocatError && (error.retryable || error.code === "document_lost");
}

function isTooComplex(error: unknown): boolean {
  return error instanceof DocatError && error.code === "pdf_too_complex";
}

/** What stands in a result for a page that could not be read. Its size is not known: 0 by 0. */
function failedPage(number: number): LaidOutPage {
  return pageWith({ code: "page_failed", message: "The page could not be read.", page: number });
}

/** What stands in a result for a page that went past a bound, or that cost every function that read it. */
export function tooComplexPage(number: number): LaidOutPage {
  const message = "The page takes more time or memory than a page may.";
  return pageWith({ code: "page_too_complex", message, page: number });
}

function pageWith(warning: Warning & { readonly page: number }): LaidOutPage {
  return { number: warning.page, width: 0, height: 0, blocks: [], warnings: [warning] };
}
