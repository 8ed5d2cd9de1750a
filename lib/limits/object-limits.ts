/** Bounds of the object store: sizes in bytes, times in milliseconds unless the name says otherwise. */
import { PIECE_BYTES } from "./limits.ts";

const SECOND = 1_000;

/** A question or an order that carries no bytes of a document. */
export const OBJECT_CALL_TIMEOUT_MS = 10 * SECOND;

/** Sending a part, or reading a range, of at most `SEALED_PART_PIECES` pieces. */
export const OBJECT_TRANSFER_TIMEOUT_MS = 30 * SECOND;

/** How long a stream may stand still. */
export const OBJECT_IDLE_TIMEOUT_MS = 15 * SECOND;

/** Tries at one call; all calls are safe to repeat. */
export const OBJECT_ATTEMPTS = 3;
export const OBJECT_RETRY_MS = 150;

/** A reply that is XML: a page of a thousand parts has 200 KB. */
export const MAX_OBJECT_REPLY_BYTES = 1_048_576;

/** Pages of a list of parts that are read: no upload of ours has more parts than one page holds. */
export const MAX_PART_PAGES = 10;

/** Pieces in a part of a sealed object. Every store takes parts of 5 MiB and more, all alike but for the last. */
export const SEALED_PART_PIECES = 24;

/** A part that a caller sends straight to the store. */
export const DIRECT_PART_BYTES = 64 * PIECE_BYTES;

/** Parts of a sealed object on their way at once. */
export const SEALED_PARTS_AT_ONCE = 2;

/** How long reading and sealing an upload may take; less than its function may run (vercel.json). */
export const DIRECT_CHECK_BUDGET_MS = 50 * SECOND;

/** How long a URL for a part can be used; a new one costs one `GET`. */
export const PART_URL_SECONDS = 3_600;

/** The default limit for a document that is kept in the object store. */
export const DEFAULT_MAX_OBJECT_BYTES = 209_715_200;

/** How long after somebody had to do with an object the sweep looks whether anybody holds it. */
export const OBJECT_LOOK_MS = 1_800 * SECOND;

/** Objects that one sweep looks at; the next one goes on. */
export const OBJECT_SWEEP_BATCH = 25;
