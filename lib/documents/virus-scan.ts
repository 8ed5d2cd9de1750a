/** What a scanner's verdict means for a document. */
import type { ScanOutcome } from "../contracts/virus-scanner.ts";
import { DocatError } from "../errors/docat-error.ts";

/** What becomes of a document on which no verdict could be had. */
export const SCAN_FAILURE_POLICIES = ["reject", "allow"] as const;
export type ScanFailurePolicy = (typeof SCAN_FAILURE_POLICIES)[number];

/**
 * Whether the document was found clean; false when no verdict could be had and the policy lets it in all the same.
 * Throws `virus_found` whatever the policy, else `scan_unavailable`, or `scan_too_large` where another attempt would
 * come to the same.
 */
export function admitScanned(outcome: ScanOutcome, onFailure: ScanFailurePolicy): boolean {
  if (outcome.verdict === "clean") return true;
  if (outcome.verdict === "infected") {
    throw new DocatError("virus_found", { detail: `The scanner recognises ${outcome.name}.` });
  }
  if (onFailure === "allow") return false;
  throw new DocatError(outcome.why === "too_large" ? "scan_too_large" : "scan_unavailable");
}
