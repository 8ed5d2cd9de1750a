/** What reading one untrusted document may cost. Settings may change those marked so in env.ts. */

export const BYTES_PER_MB = 1_048_576;

/** Bounds on the threads that read documents. Times are milliseconds, memory is bytes unless the name says otherwise. */
export interface SandboxLimits {
  /** Documents open at once; others wait for their turn, and waiting counts against no deadline. */
  readonly workers: number;
  /** What the whole process may take of the machine's memory while documents are read. */
  readonly processBytes: number;
  /** Opening a document, the look at its streams before it included. */
  readonly openMs: number;
  /** Reading one page. */
  readonly pageMs: number;
  /** Reading what the document says of itself. */
  readonly metadataMs: number;
  /** All calls to one open document together; less than a function's 300 s, so that a slow document ends by itself. */
  readonly documentMs: number;
  /** A thread that does not come up in this time is a fault of ours. */
  readonly startMs: number;
  /** What one thread may hold: its heap, and the typed arrays that hang on it. */
  readonly threadBytes: number;
  /** Glyphs of one page; the rest is left out with a warning. What is made of them outside of the thread no deadline covers. */
  readonly glyphsPerPage: number;
  /** How often the process's memory is looked at, only while something runs. */
  readonly pollMs: number;
  /** Calls of one engine killed at a limit after which it is asked no more for that document. */
  readonly maxKills: number;
  /** Documents after which a thread is replaced, whatever it did. */
  readonly documentsPerThread: number;
  /** A thread that still holds this much after its document was closed is replaced. */
  readonly restBytes: number;
  /** How long after a thread was taken another is started, when none is idle by then. */
  readonly spareDelayMs: number;
}

/**
 * For a function of 2 GB: 70 % of it for the process, the rest for what grows between two looks at it. Real documents
 * stay far below every one of these; docs/decisions/sandbox.md has the numbers.
 */
export const DEFAULT_SANDBOX_LIMITS: SandboxLimits = {
  workers: 2,
  processBytes: 1_400 * BYTES_PER_MB,
  openMs: 20_000,
  pageMs: 5_000,
  metadataMs: 5_000,
  documentMs: 180_000,
  startMs: 30_000,
  threadBytes: 512 * BYTES_PER_MB,
  glyphsPerPage: 200_000,
  pollMs: 25,
  maxKills: 3,
  documentsPerThread: 50,
  restBytes: 192 * BYTES_PER_MB,
  spareDelayMs: 1_000,
};

/** Deadlines count processor time; a thread that is starved by others gets this many times as long by the clock. */
export const WALL_CLOCK_FACTOR = 3;

/**
 * The heap limit that V8 itself knows of, far above what a thread may hold: whoever reaches it with one large allocation
 * does not lose the thread but the whole process. The thread's memory is watched from outside instead.
 */
export const UNREACHABLE_HEAP_MB = 8_192;

/** What a process that was large before a document came may grow by all the same. */
export const MEMORY_ALLOWANCE_BYTES = 256 * BYTES_PER_MB;

/**
 * What each thread may hold of young objects: half of what V8 takes by default. Reading leaves much behind that is soon of no use; with more room for it
 * the heap grows by a hundred megabytes that nothing needs.
 */
export const YOUNG_HEAP_MB = 48;
