/** A job as its owner sees it. */
import { z } from "zod";
import { findingCountsSchema } from "./finding.ts";
import { jobIdSchema } from "./job-id.ts";
import { jobOptionsSchema } from "./job-options.ts";
import { problemSchema } from "./problem.ts";
import { sinkDeliverySchema } from "./sink.ts";
import { senderSchema } from "./submitted-options.ts";

export const JOB_STATUSES = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export const jobStatusSchema = z.enum(JOB_STATUSES);
export type JobStatus = z.infer<typeof jobStatusSchema>;

/** What is being done: nothing yet, its pages are read, the document is settled, its result is added to, it has ended. */
const JOB_STAGES = ["waiting", "reading", "assembling", "enriching", "ended"] as const;

export const jobProgressSchema = z.object({
  stage: z.enum(JOB_STAGES),
  pages_done: z.int().nonnegative(),
  /** Null until the document has been opened. Counts the selected pages. */
  pages_total: z.int().nonnegative().nullable(),
  /** What is left to do, by how long the pages took that are done; null while nothing can be told, and at the end. */
  seconds_left: z.int().nonnegative().nullable(),
});

export const jobSchema = z.object({
  id: jobIdSchema,
  status: jobStatusSchema,
  progress: jobProgressSchema,
  document: z.object({
    name: z.string().nullable(),
    /** Null, as the hash is, of a document behind a link until it has been fetched. */
    size_bytes: z.int().nullable(),
    sha256: z.string().nullable(),
    /** Where it was fetched from. */
    url: z.string().optional(),
  }),
  options: jobOptionsSchema,
  ...senderSchema.shape,
  /** How often each kind was found: in the file, and once the job has succeeded in its text too; null until it has been opened. The result says more. */
  security: z.object({ counts: findingCountsSchema }).nullable(),
  created_at: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  /** Until when the job and its result are kept at least; with the result cache, for as long as that. Null while it runs. */
  expires_at: z.iso.datetime().nullable(),
  /** Why it failed; null in every other state. */
  error: problemSchema.nullable(),
  /** How it is delivered to the sinks that were asked for. */
  sinks: z.array(sinkDeliverySchema).optional(),
  /** Whether the result was taken from an earlier job of the same owner, for the same document and options. */
  cached: z.boolean(),
  links: z.object({ self: z.string(), result: z.string().nullable() }),
});

export type Job = z.infer<typeof jobSchema>;
