/** What a caller may have done with a result once it has been read: translation, and vectors for its chunks. */
import { z } from "zod";

/** Language tags (BCP 47), as far as they are of use to a translator: `de`, `pt-BR`, `zh-Hant`. */
export const languageSchema = z
  .string()
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/, "A language tag, such as de or pt-BR.");

/** Who translates and embeds; each is named by the variable that holds its key. */
export const MODEL_ENGINES = ["openrouter", "gemini", "anthropic", "compatible", "google"] as const;
export const modelEngineSchema = z.enum(MODEL_ENGINES);
export type ModelEngine = z.infer<typeof modelEngineSchema>;

/** An engine, and after a colon the model that it is to use: `gemini`, `openrouter:vendor/model`. */
export const modelChoiceSchema = z
  .string()
  .max(200)
  .regex(/^(?:openrouter|gemini|anthropic|compatible|google)(?::[\w./:@-]{1,160})?$/, "An engine, or engine:model.");

export const MAX_KEPT_TERMS = 50;
export const MAX_TERM_CHARS = 200;

/** A glossary by its id; the service adds the version that the job was made with. */
export const glossaryRefSchema = z.string().regex(/^gls_[0-9a-f]{32}(?:@[1-9]\d{0,8})?$/, "The id of a glossary.");

export const translateOptionsSchema = z.strictObject({
  to: languageSchema,
  /** Without it the translator finds out by itself. */
  from: languageSchema.optional(),
  model: modelChoiceSchema.optional(),
  glossary: glossaryRefSchema.optional(),
  formality: z.enum(["formal", "informal"]).optional(),
  /** Words that are not translated. */
  keep: z.array(z.string().trim().min(1).max(MAX_TERM_CHARS)).max(MAX_KEPT_TERMS).optional(),
  /** What becomes of blocks in which the text screen found something: they are translated as the data that they are, or left as they are. */
  flagged: z.enum(["translate", "skip"]).optional(),
  /** The job fails when a block could not be translated. Without it such blocks stand as they were, and are told. */
  all_or_nothing: z.boolean().optional(),
});
export type TranslateOptions = z.infer<typeof translateOptionsSchema>;

export const embedOptionsSchema = z.strictObject({
  model: modelChoiceSchema.optional(),
  /** How a vector is written: 32-bit floats, or one signed byte a dimension, little-endian, as base64. */
  format: z.enum(["float", "int8"]).optional(),
  dimensions: z.int().min(8).max(8_192).optional(),
  /** The job fails when a chunk has no vector. */
  all_or_nothing: z.boolean().optional(),
});
export type EmbedOptions = z.infer<typeof embedOptionsSchema>;
