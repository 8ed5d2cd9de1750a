/** The name of a job. */
import { z } from "zod";

export const jobIdSchema = z.string().regex(/^job_[0-9a-f]{32}$/);
