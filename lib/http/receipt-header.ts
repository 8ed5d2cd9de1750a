/** The receipt in one header, for results that have no room for it: a dictionary of structured fields (RFC 9651). */
import type { ResultFrame } from "../contracts/result.ts";

export const RECEIPT_HEADER = "Docat-Receipt";

/** Counts only, as integers; which pages they are stands in the JSON result. */
export function receiptHeader({ receipt, warnings, security }: ResultFrame): string {
  const counts = {
    pages: receipt.pages_total,
    selected: receipt.pages_selected,
    extracted: receipt.pages_extracted,
    empty: receipt.pages_empty.length,
    failed: receipt.pages_failed.length,
    truncated: receipt.pages_truncated.length,
    undecodable: receipt.pages_undecodable.length,
    ocr: receipt.pages_ocr.length,
    warnings: warnings.length,
    findings: Object.values(security.counts).reduce((sum, count) => sum + count, 0),
  };
  return Object.entries(counts)
    .map(([name, count]) => `${name}=${count}`)
    .join(", ");
}
