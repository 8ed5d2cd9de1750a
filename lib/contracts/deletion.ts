/** The receipt of a deleted job. */
import { z } from "zod";
import { jobIdSchema } from "./job-id.ts";

export const deletionSchema = z.object({
  id: jobIdSchema,
  /** The document, the job, its result and everything else that was kept of it are gone. */
  deleted: z.literal(true),
  deleted_at: z.iso.datetime(),
});
