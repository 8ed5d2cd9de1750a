/** Documents are shown to a virus scanner, where there is one, before anything is made of them. */
import type { DocumentSource } from "../contracts/document-source.ts";
import type { Log } from "../contracts/log.ts";
import type { VirusScanner } from "../contracts/virus-scanner.ts";
import { admitScanned, type ScanFailurePolicy } from "../documents/virus-scan.ts";
import { PIECE_BYTES } from "../limits/limits.ts";

/** Resolves when the document may come in. Throws `virus_found`, `scan_unavailable` or `scan_too_large`. */
export type ScanDocument = (pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) => Promise<void>;

/** Without a scanner every document may come in, and is not read. */
export function createScan(scanner: VirusScanner | null, onFailure: ScanFailurePolicy, log: Log): ScanDocument {
  if (scanner === null) return async () => {};
  return async (pieces) => {
    const outcome = await scanner.scan(pieces);
    if (admitScanned(outcome, onFailure)) return;
    log.info("document.not_scanned", outcome.verdict === "unavailable" ? { why: outcome.why } : {});
  };
}

/** All bytes of a source, a piece at a time. */
export async function* piecesOfSource(source: DocumentSource): AsyncIterable<Uint8Array> {
  for (let start = 0; start < source.sizeBytes; start += PIECE_BYTES) {
    yield await source.read(start, Math.min(source.sizeBytes, start + PIECE_BYTES));
  }
}
