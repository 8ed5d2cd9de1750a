/** What `format=chunks` gives, a line of JSON each: the document, its chunks one after the other, and how it ended. */
import { z } from "zod";
import { boxSchema } from "./box.ts";
import { chunkStrategySchema } from "./chunk-options.ts";
import { findingKindSchema, severitySchema } from "./finding.ts";
import { MAX_BLOCK_ID_CHARS } from "./result-block.ts";

export const TOKENIZER = "o200k_base";

/** What had to be done to a chunk that a reader of it should know. */
export const CHUNK_WARNINGS = [
  /** It is larger than asked for: what it holds is not to be cut. */
  "over_size",
  /** What is not to be cut was too large even so, and goes on in the next chunk. */
  "row_cut",
  "code_cut",
  "formula_cut",
  "field_cut",
  "word_cut",
  /** Rows whose table has a header that is too large to be repeated. */
  "header_left_out",
] as const;
export const chunkWarningSchema = z.enum(CHUNK_WARNINGS);
export type ChunkWarning = z.infer<typeof chunkWarningSchema>;

export const chunkHeadSchema = z.object({
  type: z.literal("document"),
  name: z.string().nullable(),
  sha256: z.string(),
  pages_total: z.int().positive(),
  title: z.string().nullable(),
  /** What holds, defaults and bounds included. */
  chunking: z.object({
    strategy: chunkStrategySchema,
    /** One of the two. */
    max_chars: z.int().positive().optional(),
    max_tokens: z.int().positive().optional(),
    overlap: z.int().nonnegative(),
    max_chunks: z.int().positive(),
  }),
  /** What counts tokens. */
  tokenizer: z.literal(TOKENIZER),
  /** BCP 47; null where it is not known. By its rules the text is cut into sentences. */
  language: z.string().nullable(),
  /** Whether the document names it, or its text tells it. */
  language_from: z.enum(["document", "text"]).nullable(),
  /** What the chunks' vectors are like, where the job asked for vectors. */
  vectors: z
    .object({
      engine: z.string(),
      model: z.string(),
      dimensions: z.int().nonnegative(),
      format: z.enum(["float", "int8"]),
    })
    .optional(),
});
export type ChunkHead = z.infer<typeof chunkHeadSchema>;

export const chunkFlagSchema = z.object({ kind: findingKindSchema, severity: severitySchema });
export type ChunkFlag = z.infer<typeof chunkFlagSchema>;

export const chunkSchema = z.object({
  type: z.literal("chunk"),
  /** The same for the same document and options. */
  id: z.string(),
  /** From 0. */
  index: z.int().nonnegative(),
  previous: z.string().nullable(),
  next: z.string().nullable(),
  /** As in the format `text`. */
  text: z.string(),
  /** As in the format `markdown`. */
  markdown: z.string(),
  /** The title and the headings under which it stands, from the outermost. */
  heading_path: z.array(z.string()),
  page_first: z.int().positive(),
  page_last: z.int().positive(),
  /** The blocks that it is made of, or cut from; of a table the rows. */
  boxes: z.array(z.object({ block: z.string().max(MAX_BLOCK_ID_CHARS), page: z.int().positive(), box: boxSchema })),
  /** Of its text, in Unicode characters. */
  characters: z.int().nonnegative(),
  tokens: z.int().nonnegative(),
  /** What stands between the chunk before and what is new in this one. */
  separator: z.string(),
  /** How many of its first characters say again what stands in an earlier chunk: an overlap, or the header of a table. */
  repeated_characters: z.int().nonnegative(),
  /** What the text screen found in it, each kind once. */
  flags: z.array(chunkFlagSchema),
  warnings: z.array(chunkWarningSchema),
  /** Base64 of its components, little-endian 32-bit floats or signed bytes. Only of chunks as the job's options cut them. */
  vector: z.string().optional(),
});
export type Chunk = z.infer<typeof chunkSchema>;

export const chunkEndSchema = z.object({
  type: z.literal("end"),
  chunks: z.int().nonnegative(),
  /** Whether these are all. A stream without this line broke off. */
  complete: z.boolean(),
  /** Where the text begins that is in none of them, as there are more than may be given. */
  left_out_from: z.object({ page: z.int().positive(), block: z.string().max(MAX_BLOCK_ID_CHARS) }).nullable(),
});
export type ChunkEnd = z.infer<typeof chunkEndSchema>;

export const chunkLineSchema = z.discriminatedUnion("type", [chunkHeadSchema, chunkSchema, chunkEndSchema]);
export type ChunkLine = z.infer<typeof chunkLineSchema>;
