/** What a file may hold before it is opened at all. Real documents stay far below; docs/decisions/sandbox.md has the numbers. */
import { BYTES_PER_MB } from "./sandbox.ts";

export interface PreflightLimits {
  /** One stream that is no image, unpacked. */
  readonly streamBytes: number;
  /** All streams together that had to be unpacked to know. */
  readonly totalBytes: number;
  /** Filters that one stream goes through. */
  readonly filters: number;
  /** Entries of a cross-reference stream, objects in an object stream. */
  readonly entries: number;
  /** Ways from a page tree's root to its leaves: nodes that are used again and again multiply them. */
  readonly treePaths: number;
  /** Ways from a form through those that it draws. */
  readonly drawings: number;
}

export const DEFAULT_PREFLIGHT_LIMITS: PreflightLimits = {
  streamBytes: 32 * BYTES_PER_MB,
  totalBytes: 256 * BYTES_PER_MB,
  filters: 3,
  entries: 1_000_000,
  treePaths: 1_000_000,
  drawings: 100_000,
};
