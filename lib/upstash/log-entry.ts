/** An entry of the processing log as the jobs' scripts write it. */
import { z } from "zod";
import { jobIdSchema } from "../contracts/job-id.ts";
import { LOG_STATES } from "../contracts/processing-log.ts";
import { ERROR_CODES } from "../errors/error-table.ts";

const number = z.coerce.number().int().nonnegative();

export const storedEntrySchema = z.object({
  id: jobIdSchema,
  state: z.enum(LOG_STATES),
  created_at: number,
  started_at: number.optional(),
  finished_at: number,
  pages: number.optional(),
  bytes: number.optional(),
  engine: z.string().optional(),
  cached: z.string().optional(),
  /** One that this deployment does not know is told as a fault of ours. */
  code: z.enum(ERROR_CODES).catch("internal_error").optional(),
  credential: z.string().optional(),
  /** The file's name, sealed, and its key, wrapped. */
  key: z.string().optional(),
  label: z.string().optional(),
  deleted: z.string().optional(),
});
export type StoredEntry = z.infer<typeof storedEntrySchema>;
