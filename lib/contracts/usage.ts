/** What an account used, by day and by credential. */
import { z } from "zod";
import { MAX_USAGE_DAYS } from "../limits/quotas.ts";

/** Numbers that are counted, by the names under which they are kept. */
export const USAGE_METRICS = ["jobs", "succeeded", "failed", "cancelled", "cached", "pages", "bytes"] as const;
export type UsageMetric = (typeof USAGE_METRICS)[number];

const count = z.int().nonnegative();
export const usageSchema = z.object({
  /** Jobs that were made. */
  jobs: count,
  /** Jobs that ended on work of that day, by how. */
  succeeded: count,
  failed: count,
  cancelled: count,
  /** Those that took a result which was read for another job. */
  cached: count,
  /** Pages that were read, for jobs that succeeded: what is charged. */
  pages: count,
  /** Of the documents of the jobs that were made. */
  bytes: count,
});
export type Usage = z.infer<typeof usageSchema>;

export const usageDaySchema = z.object({
  /** By UTC; a job counts for the day on which it was made. */
  day: z.iso.date(),
  ...usageSchema.shape,
  /** The same by the public name of the credential; `*` for all further ones together. */
  by_credential: z.record(z.string(), usageSchema),
});
export type UsageDay = z.infer<typeof usageDaySchema>;

export const usageQuerySchema = z.object({
  since: z.iso.date().optional(),
  until: z.iso.date().optional(),
});

export const usageReportSchema = z.object({
  since: z.iso.date(),
  until: z.iso.date(),
  total: usageSchema,
  /** Days on which there was something, the first one first; at most so many as one request may ask for. */
  days: z.array(usageDaySchema).max(MAX_USAGE_DAYS),
});
export type UsageReport = z.infer<typeof usageReportSchema>;
