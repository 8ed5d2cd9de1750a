/** What a caller may ask of a job. Unknown names are refused, so that a typo is not silently ignored. */
import { z } from "zod";
import { pageSelectionSchema } from "./page-selection.ts";

export const jobOptionsSchema = z.strictObject({
  /** Which pages to read; all without it. */
  pages: pageSelectionSchema.optional(),
});

export type JobOptions = z.infer<typeof jobOptionsSchema>;
