/** How a result is cut into chunks. It changes no result: chunks are made of one while they are read. */
import { z } from "zod";
import { CHUNK_CHARACTERS, CHUNK_TOKENS, REPEATED_SHARE } from "../limits/chunk-limits.ts";

/**
 * `semantic`: paragraphs and sentences are kept whole, and a chunk rather begins at a heading; `by_title`: each section begins a chunk;
 * `by_page`: each page does; `fixed`: chunks are filled up, word by word.
 */
export const CHUNK_STRATEGIES = ["semantic", "by_title", "by_page", "fixed"] as const;
export const chunkStrategySchema = z.enum(CHUNK_STRATEGIES);
export type ChunkStrategy = z.infer<typeof chunkStrategySchema>;

export const DEFAULT_CHUNK_STRATEGY: ChunkStrategy = "semantic";

const characters = z.int().min(CHUNK_CHARACTERS.min).max(CHUNK_CHARACTERS.max);
const tokens = z.int().min(CHUNK_TOKENS.min).max(CHUNK_TOKENS.max);
const overlap = z
  .int()
  .min(0)
  .max(CHUNK_CHARACTERS.max * REPEATED_SHARE);

const shape = {
  strategy: chunkStrategySchema.optional(),
  /** The size in Unicode characters; or in tokens. One of the two. */
  max_chars: characters.optional(),
  max_tokens: tokens.optional(),
  /** How much of the end of a chunk the next one begins with, in the same unit. Half of the size at most. */
  overlap: overlap.optional(),
};

type Sizes = { readonly [K in "max_chars" | "max_tokens" | "overlap"]?: number | undefined };

export const ONE_SIZE = { path: ["max_tokens"], message: "A size is given in characters or in tokens, not in both." };
export const SMALL_OVERLAP = { path: ["overlap"], message: "Half of the size at most." };

export const hasOneSize = ({ max_chars, max_tokens }: Sizes): boolean =>
  max_chars === undefined || max_tokens === undefined;
export const overlapsLittle = ({ max_chars, max_tokens, overlap = 0 }: Sizes): boolean =>
  overlap <= (max_chars ?? max_tokens ?? Number.POSITIVE_INFINITY) * REPEATED_SHARE;

export const chunkOptionsSchema = z
  .strictObject(shape)
  .refine(hasOneSize, ONE_SIZE)
  .refine(overlapsLittle, SMALL_OVERLAP);
export type ChunkOptions = z.infer<typeof chunkOptionsSchema>;

const whole = (schema: z.ZodType<number, number>) => z.coerce.number().pipe(schema);

/** The same as parameters of a query, a text each. */
export const chunkQueryShape = {
  strategy: chunkStrategySchema,
  max_chars: whole(characters),
  max_tokens: whole(tokens),
  overlap: whole(overlap),
};

/** What is asked for now holds before what was asked for before; a size in one unit takes the place of one in the other. */
export function mergeChunkOptions(before: ChunkOptions, now: ChunkOptions): ChunkOptions {
  const sized = now.max_chars !== undefined || now.max_tokens !== undefined;
  const { max_chars, max_tokens, ...kept } = before;
  const given = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined));
  return { ...(sized ? kept : before), ...given };
}
