/** The port to what the stages produce: one part and one summary per page range, and the manifest of a finished job. */
import type { RangeSummary, ResultManifest, ResultPart } from "../contracts/result-manifest.ts";

export interface ResultStore {
  /** Stores a range's pages and their summaries. Deterministic content, so repeating it is harmless. */
  putPart(jobId: string, range: number, part: ResultPart, summary: RangeSummary): Promise<void>;
  /** The pages of a range, or null when they are gone. */
  getPart(jobId: string, range: number): Promise<ResultPart | null>;
  /** The summaries of ranges 0 to `ranges` - 1 in order, or null when one is missing. */
  getSummaries(jobId: string, ranges: number): Promise<RangeSummary[] | null>;
  getManifest(jobId: string): Promise<ResultManifest | null>;
}
