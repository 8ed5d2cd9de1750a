/** The receipt in one header, for results that have no room for it: a dictionary of structured fields (RFC 9651). */
import type { ResultFrame } from "../contracts/result.ts";
import { receiptCounts } from "../results/receipt-counts.ts";

export const RECEIPT_HEADER = "Docat-Receipt";

/** Counts only, as integers; which pages they are stands in the JSON result. */
export function receiptHeader(frame: ResultFrame): string {
  return Object.entries(receiptCounts(frame))
    .map(([name, count]) => `${name}=${count}`)
    .join(", ");
}
