/** Bounds of what is told to collectors of traces and errors. */

/** A function waits for no longer than this, after its answer, for what it tells. */
export const EXPORT_TIMEOUT_MS = 3_000;
/** Spans that wait to be told; beyond them they are dropped. */
export const MAX_WAITING_SPANS = 1_024;
export const MAX_ATTRIBUTE_CHARS = 200;
/** Errors that a process reports in a minute. */
export const MAX_REPORTS_PER_MINUTE = 20;
export const MAX_REPORT_CHARS = 1_000;
