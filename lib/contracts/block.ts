/** A page after layout: blocks in reading order. What one page shows, before the whole document has been seen. */
import { z } from "zod";
import { boxSchema } from "./box.ts";
import { warningSchema } from "./warning.ts";

/** A run of lines that belong together; what it is (heading or paragraph) needs the document. */
export const laidOutBlockSchema = z.object({
  text: z.string(),
  box: boxSchema,
  font_size: z.number(),
  bold: z.boolean(),
  /** Set at an angle to the page: a stamp in the margin, a label of an axis, or a table on its side. */
  turned: z.boolean(),
  lines: z.int().positive(),
});
export type LaidOutBlock = z.infer<typeof laidOutBlockSchema>;

export const laidOutPageSchema = z.object({
  number: z.int().positive(),
  width: z.number(),
  height: z.number(),
  blocks: z.array(laidOutBlockSchema),
  warnings: z.array(warningSchema),
});
export type LaidOutPage = z.infer<typeof laidOutPageSchema>;

/** What `assemble` needs of a page to settle the whole document; a few dozen bytes. */
export const pageSummarySchema = z.object({
  number: z.int().positive(),
  characters: z.int().nonnegative(),
  /** Pairs of font size (rounded to half points) and characters set in it. */
  sizes: z.array(z.tuple([z.number(), z.int()])),
  /** Characters that the fonts could not decode. */
  undecodable: z.int().nonnegative(),
  failed: z.boolean(),
  warnings: z.array(warningSchema),
});
export type PageSummary = z.infer<typeof pageSummarySchema>;

/** Roles of font sizes in one document. */
export const documentStyleSchema = z.object({
  body_size: z.number(),
  /** Descending; the first is level 1. At most six. */
  heading_sizes: z.array(z.number()).max(6),
});
export type DocumentStyle = z.infer<typeof documentStyleSchema>;
