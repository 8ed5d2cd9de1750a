/** The port to what the stages produce: one part and one summary per page range, and the manifest of a finished job. */
import type { JobRef } from "../contracts/job-ref.ts";
import type { PartRef, RangeSummary, ResultManifest, ResultPart } from "../contracts/result-manifest.ts";

export interface ResultStore {
  /**
   * Stores a range's pages as this attempt read them; they count once the job's completion set has taken them.
   * Null, and nothing stored, when the job has ended or moved on: its store is never written to again.
   */
  putPart(job: JobRef, range: number, part: ResultPart): Promise<PartRef | null>;
  /** The pages of a range as they were accepted, or null when they are gone. */
  getPart(jobId: string, range: number, ref: PartRef): Promise<ResultPart | null>;
  /** What was accepted of ranges 0 to `ranges` - 1 in order, or null when one is missing. */
  getSummaries(jobId: string, ranges: number): Promise<RangeSummary[] | null>;
  getManifest(jobId: string): Promise<ResultManifest | null>;
}
