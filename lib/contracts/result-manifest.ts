/** Where the pieces of a finished result lie, and what is needed to put them together. Never leaves the service. */
import { z } from "zod";
import { documentStyleSchema, laidOutPageSchema, pageSummarySchema } from "./block.ts";
import { resultFrameSchema } from "./result.ts";

/** One page range's pages as `extract` stored them. */
export const resultPartSchema = z.array(laidOutPageSchema);
export type ResultPart = z.infer<typeof resultPartSchema>;

/** The summaries of one range's pages. */
export const rangeSummarySchema = z.array(pageSummarySchema);
export type RangeSummary = z.infer<typeof rangeSummarySchema>;

export const resultManifestSchema = z.object({
  v: z.literal(1),
  frame: resultFrameSchema,
  style: documentStyleSchema,
  /** Number of parts; part n holds range n. */
  parts: z.int().positive(),
});
export type ResultManifest = z.infer<typeof resultManifestSchema>;
