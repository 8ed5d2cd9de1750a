/** What the virus scan of one file may cost. Times are milliseconds. */
export interface ScanLimits {
  /** Reaching the scanner. */
  readonly connectMs: number;
  /** Sending the file and waiting for the verdict. */
  readonly totalMs: number;
}

/** A scanner of usual size reads some 10 MB a second; less than a function's 300 s, so that the job hears of it. */
export const DEFAULT_SCAN_LIMITS: ScanLimits = { connectMs: 3_000, totalMs: 60_000 };

/** The port that clamd listens on by default. */
export const DEFAULT_CLAMAV_PORT = 3_310;

/** Bytes of the scanner's answer, which is one line. */
export const MAX_SCAN_REPLY_BYTES = 4_096;

/** Characters kept of a signature's name. */
export const MAX_SIGNATURE_CHARS = 100;

/** A chunk of a stream to the scanner. */
export const SCAN_CHUNK_BYTES = 1_048_576;
