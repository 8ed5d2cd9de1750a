/** The port to what the stages produce: one part and one summary per page range, and the manifest of a finished job. */
import type { Unit, UnitPart, UnitRef, UnitSummary } from "../contracts/enrichment.ts";
import type { JobRef } from "../contracts/job-ref.ts";
import type { PageRange } from "../contracts/page-range.ts";
import type { PartRef, RangeSummary, ResultManifest, ResultPart } from "../contracts/result-manifest.ts";

/** What the caller knows of the job's key: with it the store need not ask. */
interface Keyed {
  readonly key?: string | undefined;
}

export interface ResultStore {
  /**
   * Stores a range's pages as this attempt read them; they count once the job's completion set has taken them.
   * Null, and nothing stored, when the job has ended or moved on: its store is never written to again.
   */
  putPart(job: JobRef & Keyed, range: PageRange, part: ResultPart): Promise<PartRef | null>;
  /** The pages of a range as they were accepted, or null when they are gone. */
  getPart(jobId: string, ref: PartRef): Promise<ResultPart | null>;
  /** What was accepted, in the order of the pages. */
  getSummaries(job: Keyed & { readonly id: string }): Promise<RangeSummary[]>;
  /** The same for what is added to a result. */
  putUnit(job: JobRef & Keyed, unit: Unit, part: UnitPart): Promise<UnitRef | null>;
  getUnit(jobId: string, ref: UnitRef): Promise<UnitPart | null>;
  /** Of those units that are home, in the order of the units. */
  getUnitSummaries(job: Keyed & { readonly id: string }, units: readonly Unit[]): Promise<UnitSummary[]>;
  getManifest(jobId: string): Promise<ResultManifest | null>;
}
