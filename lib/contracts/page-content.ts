/**
 * What a PDF engine yields for one page: runs of text with their geometry. No engine's own types appear here.
 * Lengths are PDF points; the origin is the top left corner of the page as it is shown (its rotation applied), y grows downwards.
 */
import type { Warning } from "./warning.ts";

/** Runs read left to right, right to left, or top to bottom (vertical writing). */
export type RunDirection = "ltr" | "rtl" | "ttb";

export interface TextRun {
  /** In logical order, as the engine decoded it; may hold several words. */
  readonly text: string;
  /** Left edge of the run's box. */
  readonly x: number;
  /** Top edge of the run's box. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Where the glyphs stand: y of the baseline (for vertical writing: x of the column's centre line). */
  readonly baseline: number;
  /** In points, after scaling by the text matrix. */
  readonly fontSize: number;
  readonly fontName: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly direction: RunDirection;
  /** Degrees counter-clockwise that the baseline is turned from the horizontal, 0 to 359. */
  readonly angle: number;
}

export interface PageContent {
  /** 1-based. */
  readonly number: number;
  readonly width: number;
  readonly height: number;
  /** In content-stream order. */
  readonly runs: readonly TextRun[];
  /** The fonts of the runs that hold text that could not be decoded, by name as far as they have one: few, and short. */
  readonly undecodableFonts?: readonly string[] | undefined;
  readonly warnings: readonly Warning[];
}
