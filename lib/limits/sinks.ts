/** Bounds of deliveries to sinks. */

/** Seconds after each attempt that failed and may be repeated: together less than a result is kept by default. */
export const DEFAULT_SINK_RETRY_SECONDS: readonly number[] = [5, 30, 120, 600, 1_800];

/** One request to a sink. */
export const SINK_TIMEOUT_MS = 30_000;

/** When an attempt stops and goes on in a message of its own: less than its function may run. */
export const SINK_BUDGET_MS = 200_000;

/** What is sent in one request at most: rows or vectors, and characters of their text. */
export const SINK_BATCH = 100;
export const SINK_BATCH_CHARS = 1_000_000;

/** A document's text in its row; of a longer one the row has none, and the chunks have all. */
export const MAX_ROW_CONTENT_CHARS = 1_000_000;

/** Of a sink's answer. */
export const MAX_SINK_ANSWER_BYTES = 65_536;

/** Parts in which an object of unknown length is sent; S3 takes no smaller ones, but the last. */
export const SINK_PART_BYTES = 8_388_608;
