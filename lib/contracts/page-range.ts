/** A page range: a span of the pages that a job's options select. Ranges of a job never overlap. */
import { z } from "zod";

export const pageRangeSchema = z.object({
  /** Index of its first page among the selected pages, from 0. */
  first: z.int().nonnegative(),
  count: z.int().positive(),
});
export type PageRange = z.infer<typeof pageRangeSchema>;

/** The range's name inside its job, `first-count`: its field wherever the store keeps something of it. */
export function rangeName({ first, count }: PageRange): string {
  return `${first}-${count}`;
}
