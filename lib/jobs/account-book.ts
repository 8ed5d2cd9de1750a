/** The port to what is kept of an account across its jobs. */
import type { LogEntry, LogPage, LogQuery } from "../contracts/processing-log.ts";
import type { UsageDay } from "../contracts/usage.ts";
import type { Terms } from "./job-record.ts";

/** Where a job stands among its account's: the newest first, those of one moment by their ids. */
export interface JobPlace {
  readonly id: string;
  /** When it was made, in milliseconds. */
  readonly at: number;
}

export interface PlacesWanted {
  readonly after: JobPlace | null;
  readonly since: number | null;
  readonly until: number | null;
  readonly limit: number;
}

export interface AccountBook {
  /** What the account used on each of the days (`2026-06-01`) on which there was something. */
  usage(tenant: string, days: readonly string[]): Promise<readonly UsageDay[]>;
  /**
   * Takes pages that are read without a job. Throws `quota_exceeded` when there are not as many left for the day. What it resolves with gives them back, once;
   * whoever has got what was charged for does not call it.
   */
  charge(tenant: string, terms: Terms, pages: number): Promise<() => Promise<void>>;
  /** A page of the processing log, the newest first. */
  log(tenant: string, query: LogQuery): Promise<LogPage>;
  /** The account's jobs of which something may be left, the newest first. */
  jobs(tenant: string, limit: number): Promise<readonly string[]>;
  /** The same from a place on. */
  jobsFrom(tenant: string, wanted: PlacesWanted): Promise<readonly JobPlace[]>;
  /** What a job ended as that the log knows of; null of one that was never the account's, has not ended, or was deleted. */
  endOf(tenant: string, id: string): Promise<LogEntry["status"] | null>;
  /** Its uploads, likewise. */
  uploads(tenant: string, limit: number): Promise<readonly string[]>;
  /** They are gone, or never were the account's. */
  dropJobs(tenant: string, ids: readonly string[]): Promise<void>;
  dropUploads(tenant: string, ids: readonly string[]): Promise<void>;
  /** Forgets the log, the usage of the days and the windows of now; answers entries and days. */
  eraseLog(tenant: string): Promise<number>;
  eraseUsage(tenant: string, days: readonly string[]): Promise<number>;
}
