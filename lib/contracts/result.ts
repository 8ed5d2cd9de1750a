/** The result of a job as JSON: the document, its pages as typed blocks, the receipt and the warnings. */
import { z } from "zod";
import { embeddingReceiptSchema, translationReceiptSchema } from "./enrichment.ts";
import { documentPartsSchema } from "./outline.ts";
import { resultBlockSchema } from "./result-block.ts";
import { securityReportSchema } from "./security-report.ts";
import { MAX_FONT_NAME_CHARS, MAX_FONTS_TOLD, warningSchema } from "./warning.ts";

/** Of the JSON result. Grows when a program that reads the JSON may break; docs/result.md says what that is. */
export const RESULT_SCHEMA_VERSION = 2;

export const resultPageSchema = z.object({
  /** 1-based, as in the document. */
  number: z.int().positive(),
  /** Points. */
  width: z.number(),
  height: z.number(),
  /** What the page shows, as plain text: blocks parted by an empty line, running heads and feet left out. */
  text: z.string(),
  /** In reading order. */
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

/** Of a document that says nothing of itself, or nothing that can be read. */
export const NO_METADATA: DocumentMetadata = { title: null, author: null, language: null, pdf_version: null };

/** The document as it was sent, and what it says of itself. */
export const documentInfoSchema = z.object({
  name: z.string().nullable(),
  sha256: z.string(),
  size_bytes: z.int().nonnegative(),
  pages_total: z.int().positive(),
  ...documentMetadataSchema.shape,
  ...documentPartsSchema.shape,
});
export type DocumentInfo = z.infer<typeof documentInfoSchema>;

const pageNumbers = z.array(z.int().positive());

/**
 * What became of every page: nothing is lost silently. Each selected page is extracted, empty or failed, and only one of
 * these; the other lists may name it besides. Pages stand by their numbers, in ascending order.
 */
export const receiptSchema = z.object({
  engine: z.string(),
  pages_total: z.int().nonnegative(),
  /** Those that the options ask for; the others were not read. */
  pages_selected: z.int().nonnegative(),
  /** How many were read and have text. */
  pages_extracted: z.int().nonnegative(),
  /** Read, and no text on them. */
  pages_empty: pageNumbers,
  pages_failed: pageNumbers,
  /** A part of the page is missing: it held more than the limit, or a part could not be read. */
  pages_truncated: pageNumbers,
  /** Some of the page's text could not be decoded. */
  pages_undecodable: pageNumbers,
  /** Read from the page's picture. Always empty: there is no text recognition yet. */
  pages_ocr: pageNumbers,
  characters: z.int().nonnegative(),
  /** Of these, how many could not be decoded; each stands as U+FFFD. */
  characters_undecodable: z.int().nonnegative(),
  /** Outside of the pages' boxes, where no reader sees them; they are left out. */
  characters_outside_pages: z.int().nonnegative(),
  /** The fonts whose text could not be decoded, or not in full, as far as their names are known: the first of the alphabet. */
  fonts_undecodable: z.array(z.string().max(MAX_FONT_NAME_CHARS)).max(MAX_FONTS_TOLD),
  /** Of jobs that ask for it. */
  translation: translationReceiptSchema.optional(),
  embedding: embeddingReceiptSchema.optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** Everything of a result but its pages. */
export const resultFrameSchema = z.object({
  schema_version: z.literal(RESULT_SCHEMA_VERSION),
  document: documentInfoSchema,
  receipt: receiptSchema,
  warnings: z.array(warningSchema),
  /** What was found that may do harm, and what was taken out of the text. */
  security: securityReportSchema,
});
export type ResultFrame = z.infer<typeof resultFrameSchema>;

export const resultSchema = resultFrameSchema.extend({ pages: z.array(resultPageSchema) });

export const RESULT_FORMATS = ["text", "markdown", "json", "html", "csv"] as const;
export const resultFormatSchema = z.enum(RESULT_FORMATS);
export type ResultFormat = z.infer<typeof resultFormatSchema>;
