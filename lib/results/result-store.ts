/** The port to what the stages produce: one part and one summary per page range, and the manifest of a finished job. */
import type { Unit, UnitPart, UnitRef, UnitSummary } from "../contracts/enrichment.ts";
import type { JobRef } from "../contracts/job-ref.ts";
import type { PageRange } from "../contracts/page-range.ts";
import type { PartRef, RangeSummary, ResultManifest, ResultPart, SealedPiece } from "../contracts/result-manifest.ts";

/** What the caller knows of the job's key: with it the store need not ask. */
interface Keyed {
  readonly key?: string | undefined;
}

export interface SealedPart {
  readonly part: PartRef;
  readonly pieces: readonly SealedPiece[];
}

export interface ResultStore {
  /**
   * A range's pages as this attempt read them, sealed, in pieces. Stores nothing: the job's completion set takes them in the step that
   * accepts them. Null when there is no such job.
   */
  sealPart(job: JobRef & Keyed, range: PageRange, part: ResultPart): Promise<SealedPart | null>;
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
