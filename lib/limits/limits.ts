/** Every bound on size, count and time that is not a policy table of its own. Settings may change those marked so in env.ts. */

/** The size of a stored piece of a document or result, before it is sealed: what is read of a large document comes in whole pieces. */
export const PIECE_BYTES = 262_144;

/** 6 MiB in pieces make 8.4 MB of base64; Upstash takes 10 MB a request. */
export const PIECES_PER_REQUEST = 24;

/** Pieces of a document that come with the question whether it is there: most documents are read in one request. */
export const PIECES_AT_FIRST = 16;

/** The same while nobody knows how large it is: most documents, and of the others no more than one request brings anyway. */
export const PIECES_AT_A_GLANCE = 4;

/** What a multipart envelope may add to the file itself. */
export const MULTIPART_OVERHEAD_BYTES = 65_536;

/** Parts of a multipart body; more are refused before they are taken apart. */
export const MAX_MULTIPART_PARTS = 16;

/** The default file limit: a function takes 4.5 MB of body, the multipart envelope included. */
export const DEFAULT_MAX_UPLOAD_BYTES = 4_194_304;

/** A part of an upload in parts; a whole number of pieces, and under what a function takes of a body. */
export const UPLOAD_PART_BYTES = 4_194_304;

/** Fewer bytes hold no PDF that shows anything. */
export const MIN_DOCUMENT_BYTES = 100;

/** The default limit for a document that comes in parts or by link and is kept in Redis. */
export const DEFAULT_MAX_DOCUMENT_BYTES = 52_428_800;

/** The body of a request that is JSON. */
export const MAX_JSON_BODY_BYTES = 65_536;

/** The options of a job as JSON, in a form field or in the query. */
export const MAX_OPTIONS_CHARS = 16_384;

/** A stage message or a failure callback; QStash itself allows 1 MB. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** `%PDF-` must stand within this many bytes from the start. */
export const PDF_HEADER_WINDOW_BYTES = 1_024;

/** Characters kept of a file's name. */
export const MAX_FILE_NAME_CHARS = 255;

export const DEFAULT_MAX_PAGES = 10_000;

/** One Redis request; 6 MiB of pieces take a second or two. */
export const REDIS_TIMEOUT_MS = 8_000;

/** The limiter's own question to Redis. */
export const RATE_LIMIT_TIMEOUT_MS = 3_000;

/** What a caller is told to wait, in seconds, when Redis or the broker does not answer. */
export const OUTAGE_RETRY_AFTER_SECONDS = 5;

/** One call to the broker. */
export const QUEUE_TIMEOUT_MS = 8_000;

/** Setting up the sweep's schedule, for which an upload waits once in a process. */
export const SCHEDULE_TIMEOUT_MS = 3_000;

/** How far the broker's clock may be from ours when a signature is checked. */
export const SIGNATURE_CLOCK_TOLERANCE_SECONDS = 15;

/** An `Idempotency-Key`, without its quotes. */
export const MAX_IDEMPOTENCY_KEY_CHARS = 255;

/** How long a request may take that holds an idempotency key; as long as its function may run (vercel.json). */
export const IDEMPOTENCY_LEASE_MS = 60_000;

/** Jobs that wait for the end of one; another upload of the same document becomes a job of its own. */
export const MAX_FOLLOWERS = 100;

/** How often what is known of a document may change under an upload, before that becomes a job of its own. */
export const MAX_ADMISSION_ROUNDS = 5;

/** Results of which a process remembers that they were there. */
export const MAX_RESULTS_REMEMBERED = 1_000;
