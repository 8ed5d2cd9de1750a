/** The receipt in a few numbers, for where there is no room for which pages they are. */
import type { ResultFrame } from "../contracts/result.ts";

export function receiptCounts({ receipt, warnings, security }: ResultFrame) {
  return {
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
}
