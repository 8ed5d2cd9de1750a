/** A message that the broker gave up on, as an administrator sees it: where and when it died, and what became of its job. */
import { z } from "zod";
import { ERROR_CODES } from "../errors/error-table.ts";
import { jobStatusSchema } from "./job.ts";
import { jobIdSchema } from "./job-id.ts";

/** Why the last delivery failed: the code that the stage answered with, or what came instead of one. */
export const DEAD_LETTER_ERRORS = [...ERROR_CODES, "no_answer", "unexpected_answer"] as const;
export const deadLetterErrorSchema = z.enum(DEAD_LETTER_ERRORS);
export type DeadLetterError = z.infer<typeof deadLetterErrorSchema>;

/** Never the message's body or headers, nor more of the stage's answer than its code. */
export const deadLetterSchema = z.object({
  id: z.string(),
  /** The last part of the address that it was sent to; `failed` is the report of another message's death. */
  stage: z.string(),
  /** The job that it belongs to or reports on; null for the sweep's, and where it cannot be told. */
  job_id: jobIdSchema.nullable(),
  epoch: z.int().nonnegative().nullable(),
  published_at: z.iso.datetime(),
  failed_at: z.iso.datetime(),
  /** Null when the last delivery met no answer. */
  response_status: z.int().nullable(),
  error: deadLetterErrorSchema,
  /** How its job stands now; null when it belongs to none, or to one that is gone. */
  job: z.object({ status: jobStatusSchema, error_code: z.enum(ERROR_CODES).nullable() }).nullable(),
});
export type DeadLetterView = z.infer<typeof deadLetterSchema>;

export const MAX_DEAD_LETTERS_PAGE = 50;

export const deadLetterQuerySchema = z.object({
  cursor: z.string().min(1).max(500).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_DEAD_LETTERS_PAGE).default(20),
});

export const deadLetterPageSchema = z.object({
  /** The oldest first. */
  dead_letters: z.array(deadLetterSchema),
  /** For the next page; null on the last. */
  next_cursor: z.string().nullable(),
});
export type DeadLetterPage = z.infer<typeof deadLetterPageSchema>;
