/** The port to a virus scanner. */

/** Why there is no verdict: it could not be reached or hung up, took too long, takes no file so large, or failed itself. */
export type ScanFailure = "unreachable" | "timed_out" | "too_large" | "scanner_error";

export type ScanOutcome =
  | { readonly verdict: "clean" }
  /** `name` is the signature's, printable ASCII. */
  | { readonly verdict: "infected"; readonly name: string }
  | { readonly verdict: "unavailable"; readonly why: ScanFailure };

export interface VirusScanner {
  /**
   * The verdict on a file that comes in pieces, of which none is kept, and none may be changed before the end. A scanner that fails is an outcome and no error:
   * it rejects only with what the pieces reject with, or with the signal's reason.
   */
  scan(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<ScanOutcome>;
}
