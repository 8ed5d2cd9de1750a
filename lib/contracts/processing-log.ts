/** The processing log of an account: one entry for each job that has ended. */
import { z } from "zod";
import { ERROR_CODES } from "../errors/error-table.ts";
import { DEFAULT_LOG_PAGE, MAX_LOG_PAGE } from "../limits/quotas.ts";
import { jobIdSchema } from "./job-id.ts";

export const LOG_STATES = ["succeeded", "failed", "cancelled"] as const;

export const logEntrySchema = z.object({
  id: jobIdSchema,
  status: z.enum(LOG_STATES),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  /** From when work began, in milliseconds; null for a job on which none did. */
  duration_ms: z.int().nonnegative().nullable(),
  /** The file's name; null where it had none, once the job has been deleted, and where the key is gone that it was sealed with. */
  name: z.string().nullable(),
  pages: z.int().nonnegative().nullable(),
  size_bytes: z.int().nonnegative().nullable(),
  engine: z.string().nullable(),
  cached: z.boolean(),
  error_code: z.enum(ERROR_CODES).nullable(),
  /** Public name of the credential that made the job. */
  credential: z.string().nullable(),
  /** That its owner had the job deleted. */
  deleted: z.boolean(),
});
export type LogEntry = z.infer<typeof logEntrySchema>;

/** Of any of an account's logs. */
export const logPageQuerySchema = z.object({
  cursor: z.string().min(1).max(100).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_LOG_PAGE).default(DEFAULT_LOG_PAGE),
});

export const logQuerySchema = logPageQuerySchema.extend({
  status: z.enum(LOG_STATES).optional(),
  /** When jobs ended: not before, and not after. */
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
});
export type LogQuery = z.infer<typeof logQuerySchema>;

export const logPageSchema = z.object({
  /** The newest first. */
  entries: z.array(logEntrySchema),
  /** For the next page; null on the last. A page may have fewer entries than were asked for and not be the last. */
  next_cursor: z.string().nullable(),
});
export type LogPage = z.infer<typeof logPageSchema>;
