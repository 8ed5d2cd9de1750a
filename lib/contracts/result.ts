/** The result of a job as JSON: the document, its pages as typed blocks, the receipt and the warnings. */
import { z } from "zod";
import { boxSchema } from "./block.ts";
import { warningSchema } from "./warning.ts";

export const resultBlockSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("heading"),
    level: z.int().min(1).max(6),
    text: z.string(),
    box: boxSchema,
    font_size: z.number(),
  }),
  z.object({ type: z.literal("paragraph"), text: z.string(), box: boxSchema, font_size: z.number() }),
]);
export type ResultBlock = z.infer<typeof resultBlockSchema>;

export const resultPageSchema = z.object({
  /** 1-based, as in the document. */
  number: z.int().positive(),
  width: z.number(),
  height: z.number(),
  text: z.string(),
  blocks: z.array(resultBlockSchema),
});
export type ResultPage = z.infer<typeof resultPageSchema>;

/** What the file says of itself, as far as it can be read. */
export const documentMetadataSchema = z.object({
  title: z.string().nullable(),
  author: z.string().nullable(),
  language: z.string().nullable(),
  pdf_version: z.string().nullable(),
});
export type DocumentMetadata = z.infer<typeof documentMetadataSchema>;

/** The document as it was sent, and what it says of itself. */
export const documentInfoSchema = z.object({
  name: z.string().nullable(),
  sha256: z.string(),
  size_bytes: z.int().nonnegative(),
  pages_total: z.int().positive(),
  ...documentMetadataSchema.shape,
});
export type DocumentInfo = z.infer<typeof documentInfoSchema>;

/** What became of every page: nothing is lost silently. */
export const receiptSchema = z.object({
  engine: z.string(),
  pages_total: z.int().nonnegative(),
  pages_selected: z.int().nonnegative(),
  pages_extracted: z.int().nonnegative(),
  pages_empty: z.array(z.int()),
  pages_failed: z.array(z.int()),
  characters: z.int().nonnegative(),
  characters_undecodable: z.int().nonnegative(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** Everything of a result but its pages. */
export const resultFrameSchema = z.object({
  document: documentInfoSchema,
  receipt: receiptSchema,
  warnings: z.array(warningSchema),
});
export type ResultFrame = z.infer<typeof resultFrameSchema>;

export const resultSchema = resultFrameSchema.extend({ pages: z.array(resultPageSchema) });

export const RESULT_FORMATS = ["text", "markdown", "json"] as const;
export const resultFormatSchema = z.enum(RESULT_FORMATS);
export type ResultFormat = z.infer<typeof resultFormatSchema>;
