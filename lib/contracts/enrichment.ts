/** What is added to a result after it has been read: by units, each of which one delivery works on; and what came of them. */
import { z } from "zod";
import { languageSchema, modelEngineSchema } from "./enrich-options.ts";
import { MAX_BLOCK_ID_CHARS, spanSchema } from "./result-block.ts";

/**
 * A piece of the work: `t` and a span of the selected pages whose blocks are translated; or `v` for the vectors of all chunks. Its name
 * in the store, and in messages.
 */
export const unitSchema = z.string().regex(/^[tv]\d{1,7}-\d{1,7}$/);
export type Unit = z.infer<typeof unitSchema>;

/** Why a block stands in its own language. */
export const UNTRANSLATED_REASONS = [
  "provider_failed",
  "budget_reached",
  "time_up",
  "checks_failed",
  "flagged",
  "too_long",
] as const;
export const untranslatedReasonSchema = z.enum(UNTRANSLATED_REASONS);
export type UntranslatedReason = z.infer<typeof untranslatedReasonSchema>;

/** Blocks that are told one by one; all are counted. */
export const MAX_UNTRANSLATED_TOLD = 100;

export const untranslatedSchema = z.object({
  id: z.string(),
  page: z.int().positive(),
  reason: untranslatedReasonSchema,
});
export type Untranslated = z.infer<typeof untranslatedSchema>;

/** What a model took for it. */
export const modelUsageSchema = z.object({
  engine: modelEngineSchema,
  model: z.string(),
  calls: z.int().nonnegative(),
  input_tokens: z.int().nonnegative(),
  output_tokens: z.int().nonnegative(),
  /** US dollars, by the service's own number or by the price table; null where neither is known. */
  cost: z.number().nonnegative().nullable(),
});
export type ModelUsage = z.infer<typeof modelUsageSchema>;

const id = z.string().max(MAX_BLOCK_ID_CHARS);

/** A block in the other language. It stands whole where it begins: `also` are the blocks that went on with it, which are empty then. */
export const translatedBlockSchema = z.object({
  id,
  spans: z.array(spanSchema),
  also: z.array(id).optional(),
  /** Of a table: the cells that changed, by their place in its list. */
  cells: z.array(z.tuple([z.int().nonnegative(), z.array(spanSchema)])).optional(),
});
export type TranslatedBlock = z.infer<typeof translatedBlockSchema>;

/** The vector of a chunk, by the chunk's id. */
export const chunkVectorSchema = z.object({ id: z.string(), vector: z.string() });

/** What an attempt at a unit made: pieces of it lie beside the parts of the result. */
export const unitPartSchema = z.object({
  blocks: z.array(translatedBlockSchema).optional(),
  vectors: z.array(chunkVectorSchema).optional(),
});
export type UnitPart = z.infer<typeof unitPartSchema>;

export const unitRefSchema = z.object({
  unit: unitSchema,
  attempt: z.string().regex(/^[0-9a-f]{16}$/),
  pieces: z.int().positive(),
});
export type UnitRef = z.infer<typeof unitRefSchema>;

const untranslatedList = {
  /** How many are not, by the reason. */
  reasons: z.partialRecord(untranslatedReasonSchema, z.int().positive()),
  untranslated: z.array(untranslatedSchema).max(MAX_UNTRANSLATED_TOLD),
};

/** What is told of a unit to whoever puts the result together. */
export const unitSummarySchema = z.object({
  ref: unitRefSchema,
  /** Texts: blocks, or cells of tables. */
  translated: z.int().nonnegative(),
  from_memory: z.int().nonnegative(),
  ...untranslatedList,
  chunks: z.int().nonnegative(),
  chunks_embedded: z.int().nonnegative(),
  dimensions: z.int().nonnegative(),
  /** Who made the vectors, also those that were remembered. */
  vectors_by: z.object({ engine: z.string(), model: z.string() }).nullable(),
  usage: z.array(modelUsageSchema),
});
export type UnitSummary = z.infer<typeof unitSummarySchema>;

/** What became of the translation, for the receipt. */
export const translationReceiptSchema = z.object({
  to: languageSchema,
  /** As it was asked for or found; null where nobody knows. */
  from: z.string().nullable(),
  translated: z.int().nonnegative(),
  /** Of these, taken from what was translated before. */
  from_memory: z.int().nonnegative(),
  complete: z.boolean(),
  ...untranslatedList,
  usage: z.array(modelUsageSchema),
});
export type TranslationReceipt = z.infer<typeof translationReceiptSchema>;

export const embeddingReceiptSchema = z.object({
  chunks: z.int().nonnegative(),
  embedded: z.int().nonnegative(),
  complete: z.boolean(),
  engine: z.string(),
  model: z.string(),
  dimensions: z.int().nonnegative(),
  format: z.enum(["float", "int8"]),
  usage: z.array(modelUsageSchema),
});
export type EmbeddingReceipt = z.infer<typeof embeddingReceiptSchema>;
