/** How documents are read where they lie: how much at once, what is kept, and when it is too much. docs/decisions/range-reads.md has the numbers. */
import { BYTES_PER_MB } from "./sandbox.ts";

export interface SourceLimits {
  /** Documents up to this size are read whole, in one go. */
  readonly smallBytes: number;
  /** The least that is read, and what is kept or forgotten as one. */
  readonly blockBytes: number;
  /** The most that is read at once. */
  readonly runBytes: number;
  /** What a thread keeps at hand of the document that it reads. */
  readonly keptBytes: number;
  /** Reads after which all of a document is kept that is not larger than `wholeBytes`, and larger runs are read of any other. */
  readonly patientReads: number;
  /** Documents up to this size fit into memory as a whole, beside what engines make of them. */
  readonly wholeBytes: number;
  /** Reads that a document may take beside eight for each `runBytes` of it. */
  readonly freeReads: number;
  /** One read; stores have shorter deadlines of their own. */
  readonly readMs: number;
  /** All reads of a document together. With the time that it may work itself it is less than a function's. */
  readonly waitMs: number;
}

export const DEFAULT_SOURCE_LIMITS: SourceLimits = {
  smallBytes: 4 * BYTES_PER_MB,
  blockBytes: 65_536,
  runBytes: BYTES_PER_MB,
  keptBytes: 8 * BYTES_PER_MB,
  patientReads: 64,
  wholeBytes: 64 * BYTES_PER_MB,
  freeReads: 512,
  readMs: 30_000,
  waitMs: 90_000,
};

/**
 * Engines keep what they have read of a document until it is closed. Once it is this much, it is closed and opened anew
 * before the next page.
 */
export const HELD_BYTES = 8 * BYTES_PER_MB;

/** The most that pdf.js may ask for before it is opened anew: it keeps all. A page that takes more is none. */
export const MAX_HELD_BYTES = 96 * BYTES_PER_MB;
