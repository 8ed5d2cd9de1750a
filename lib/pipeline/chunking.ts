/** How a result is cut: by its job's options, and by what the query says now. */
import type { Chunking } from "../chunks/chunk-result.ts";
import { chunkRules } from "../chunks/chunk-rules.ts";
import { type ChunkOptions, mergeChunkOptions } from "../contracts/chunk-options.ts";
import { canonicalOptions, type JobOptions } from "../contracts/job-options.ts";
import type { ChunkLimits } from "../limits/chunk-limits.ts";

/** What is asked of the result besides, as it stands in the query. */
type Viewed = Readonly<Record<string, string | undefined>>;

/** Ids depend on what the text depends on, and on nothing else that was asked of the job. */
export function chunkingOf(
  { pages, engine, chunks = {} }: JobOptions,
  { strategy, max_chars, max_tokens, overlap }: ChunkOptions,
  viewed: Viewed,
  limits: ChunkLimits,
): Chunking {
  const merged = mergeChunkOptions(chunks, { strategy, max_chars, max_tokens, overlap });
  const readAs = canonicalOptions({ pages, engine }) + JSON.stringify(viewed);
  return { rules: chunkRules(merged, limits), readAs };
}
