/** The port to what the stages produce: one part and one summary per page range, and the manifest of a finished job. */
import type { JobRef } from "../contracts/job-ref.ts";
import type { PageRange } from "../contracts/page-range.ts";
import type { PartRef, RangeSummary, ResultManifest, ResultPart } from "../contracts/result-manifest.ts";

export interface ResultStore {
  /**
   * Stores a range's pages as this attempt read them; they count once the job's completion set has taken them.
   * Null, and nothing stored, when the job has ended or moved on: its store is never written to again.
   */
  putPart(job: JobRef, range: PageRange, part: ResultPart): Promise<PartRef | null>;
  /** The pages of a range as they were accepted, or null when they are gone. */
  getPart(jobId: string, ref: PartRef): Promise<ResultPart | null>;
  /** What was accepted, in the order of the pages. */
  getSummaries(jobId: string): Promise<RangeSummary[]>;
  getManifest(jobId: string): Promise<ResultManifest | null>;
}
