/** Where the pieces of a finished result lie, and what is needed to put them together. Never leaves the service. */
import { z } from "zod";
import { documentStyleSchema, laidOutPageSchema, pageSummarySchema } from "./block.ts";
import { unitRefSchema } from "./enrichment.ts";
import { documentNavigationSchema } from "./outline.ts";
import { pageRangeSchema } from "./page-range.ts";
import { resultFrameSchema } from "./result.ts";

/** One page range's pages as `extract` stored them. */
export const resultPartSchema = z.array(laidOutPageSchema);
export type ResultPart = z.infer<typeof resultPartSchema>;

/**
 * Which attempt's pieces hold a range's pages. Every attempt writes pieces of its own; the one that comes home first is
 * accepted, so that a late or repeated attempt can change nothing that was accepted.
 */
export const partRefSchema = z.object({
  range: pageRangeSchema,
  attempt: z.string().regex(/^[0-9a-f]{16}$/),
  pieces: z.int().positive(),
});
export type PartRef = z.infer<typeof partRefSchema>;

/** What is accepted of a range: where its pages lie, the summary of each, and with the first range what the document says of its parts. */
export const rangeSummarySchema = z.object({
  part: partRefSchema,
  pages: z.array(pageSummarySchema),
  navigation: documentNavigationSchema.optional(),
});
export type RangeSummary = z.infer<typeof rangeSummarySchema>;

export const resultManifestSchema = z.object({
  v: z.literal(1),
  frame: resultFrameSchema,
  style: documentStyleSchema,
  /** In the order of their pages. */
  parts: z.array(partRefSchema).min(1),
  /** What was added: translated pages in their order, then vectors. */
  units: z.array(unitRefSchema).optional(),
});
export type ResultManifest = z.infer<typeof resultManifestSchema>;

/** A piece of a part under the field in which it lies. */
export type SealedPiece = readonly [field: string, sealed: string];
