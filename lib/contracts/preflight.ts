/** What a document is like, told without a job: from what its file says, and from a few of its pages. */
import { z } from "zod";
import { documentSecuritySchema } from "./document-security.ts";
import { findingKindSchema } from "./finding.ts";
import { documentMetadataSchema } from "./result.ts";
import { MAX_FONT_NAME_CHARS, MAX_FONTS_TOLD, warningSchema } from "./warning.ts";

/** `scan`: a picture covers the page, and nothing that can be seen is written on it. */
export const pageNatureSchema = z.enum(["text", "scan", "empty", "failed"]);
export type PageNature = z.infer<typeof pageNatureSchema>;

export const preflightSchema = z.object({
  document: z.object({
    name: z.string().nullable(),
    sha256: z.string(),
    size_bytes: z.int().nonnegative(),
    ...documentMetadataSchema.shape,
  }),
  engine: z.string(),
  pages_total: z.int().positive(),
  /** Those that the options select. */
  pages_selected: z.int().positive(),
  /** Some of the selected pages, from the first to the last. */
  sample: z.array(
    z.object({
      page: z.int().positive(),
      /** Points; 0 of a page that failed. */
      width: z.number(),
      height: z.number(),
      nature: pageNatureSchema,
      /** Characters that can be seen. */
      characters: z.int().nonnegative(),
      /** Of these, how many cannot be decoded. */
      characters_undecodable: z.int().nonnegative(),
    }),
  ),
  /** What the sampled pages that hold anything are: all of them text or scans, or some of each. */
  nature: z.enum(["text", "scan", "mixed", "empty"]),
  encrypted: z.boolean(),
  /** Fonts of the sampled pages whose text cannot be decoded, or not in full. */
  fonts_undecodable: z.array(z.string().max(MAX_FONT_NAME_CHARS)).max(MAX_FONTS_TOLD),
  /** What was found in the file, and for which kinds the options' policy would reject it. */
  security: documentSecuritySchema.extend({ rejected: z.array(findingKindSchema) }),
  estimate: z.object({
    /** Until a job of the document would have ended, were nothing else at work. */
    seconds: z.number().nonnegative(),
    /** Page ranges that it would be cut into. */
    ranges: z.int().positive(),
  }),
  warnings: z.array(warningSchema),
});
export type Preflight = z.infer<typeof preflightSchema>;
