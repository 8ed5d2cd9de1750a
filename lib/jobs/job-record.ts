/** A job as the store holds it. Times are milliseconds since 1970 by the store's own clock. */
import { z } from "zod";
import { documentSecuritySchema } from "../contracts/document-security.ts";
import { unitSchema } from "../contracts/enrichment.ts";
import { findingCountsSchema } from "../contracts/finding.ts";
import { jobIdSchema } from "../contracts/job-id.ts";
import { jobOptionsSchema } from "../contracts/job-options.ts";
import { problemSchema } from "../contracts/problem.ts";
import { documentMetadataSchema } from "../contracts/result.ts";
import { enclosuresSchema } from "../contracts/submitted-options.ts";
import { warningSchema } from "../contracts/warning.ts";
import { JOB_STATES } from "./job-state.ts";
import { storedSinkSchema } from "./stored-sink.ts";

/** What the caller sent, as far as the job needs it. It is kept under seal. */
export const sourceSchema = z.object({
  name: z.string().nullable(),
  /** Null, as the size is, of a document behind a link that has not been fetched. */
  sha256: z.string().nullable(),
  size_bytes: z.int().nonnegative().nullable(),
  /** Where it was fetched from. */
  url: z.string().optional(),
  /** What it says of itself, once it has been opened. */
  metadata: documentMetadataSchema.optional(),
  /** What in its file may do harm, once it has been opened. */
  security: documentSecuritySchema.optional(),
  ...enclosuresSchema.shape,
});
export type Source = z.infer<typeof sourceSchema>;

/** What `plan` found when it opened the document, and how it split it. */
export const planSchema = z.object({
  /** Pages of the document. */
  pages_total: z.int().positive(),
  /** Pages that the options select. */
  pages_selected: z.int().positive(),
  /** Ranges that it was cut into at first; one that makes its function crash is halved later. */
  ranges: z.int().positive(),
  engine: z.string(),
  warnings: z.array(warningSchema),
  /** What was found that the job's policy does not allow, by kind: in the file, and once it succeeds in the text too; absent when that is nothing. */
  findings: findingCountsSchema.optional(),
});
export type Plan = z.infer<typeof planSchema>;

/** The names under which the store knows more that has to do with a job. Of no meaning to anybody else. */
export const linksSchema = z.object({
  /** What is known of the document with these options. */
  known: z.string().optional(),
  /** Whether the document is too complex. */
  quarantine: z.string().optional(),
  /** The answer to the request that made the job. */
  idempotency: z.string().optional(),
  /** What its account uses on the day on which it was made. */
  usage: z.string().optional(),
});
export type Links = z.infer<typeof linksSchema>;

/** Who made a job, and what the account may have at most; null: no limit. */
export const termsSchema = z.object({
  /** Public name of the credential. */
  credential: z.string(),
  pages_per_day: z.int().nonnegative().nullable(),
  jobs_at_once: z.int().nonnegative().nullable(),
});
export type Terms = z.infer<typeof termsSchema>;

/** The epoch in which every job begins; cancelling moves it on. */
export const FIRST_EPOCH = 0;

export const jobRecordSchema = z.object({
  id: jobIdSchema,
  tenant: z.string(),
  state: z.enum(JOB_STATES),
  epoch: z.int().nonnegative(),
  options: jobOptionsSchema,
  source: sourceSchema,
  plan: planSchema.nullable(),
  created_at: z.int(),
  started_at: z.int().nullable(),
  finished_at: z.int().nullable(),
  /** When the job ends, should it not have ended by then. */
  deadline_at: z.int(),
  error: problemSchema.nullable(),
  /** The job at work for the same document, whose end is this one's as well. Only while this one has not ended. */
  leader: jobIdSchema.optional(),
  /** The job whose result is this one's, if it is not its own. */
  result_of: jobIdSchema.optional(),
  /** That the result was there before the job. */
  cached: z.literal(true).optional(),
  links: linksSchema.optional(),
  /** What is added to its result, once that stands. */
  units: z.array(unitSchema).optional(),
  terms: termsSchema.optional(),
  /** How deliveries to sinks stand, once they have been begun. */
  sinks: z.array(storedSinkSchema).optional(),
  /** The key under which all is sealed that is stored of the job, wrapped. The store makes it with the job. */
  key: z.string().optional(),
});
export type JobRecord = z.infer<typeof jobRecordSchema>;
