/** What holds for the chunks of one document: what was asked for, with defaults and within bounds. */
import { type ChunkOptions, type ChunkStrategy, DEFAULT_CHUNK_STRATEGY } from "../contracts/chunk-options.ts";
import {
  CHUNK_CHARACTERS,
  CHUNK_TOKENS,
  type ChunkLimits,
  HARD_SIZE_FACTOR,
  REPEATED_SHARE,
} from "../limits/chunk-limits.ts";

export interface ChunkRules {
  readonly strategy: ChunkStrategy;
  /** Of every size here. */
  readonly unit: "characters" | "tokens";
  readonly max: number;
  /** What is not to be cut may be as large as this. */
  readonly hardMax: number;
  readonly overlap: number;
  readonly maxChunks: number;
}

/** An overlap that is more than half of the size is that half. */
export function chunkRules(options: ChunkOptions, { defaultCharacters, maxChunks }: ChunkLimits): ChunkRules {
  const { strategy = DEFAULT_CHUNK_STRATEGY, max_chars = defaultCharacters, max_tokens, overlap = 0 } = options;
  const unit = max_tokens === undefined ? "characters" : "tokens";
  const max = max_tokens ?? max_chars;
  const most = unit === "tokens" ? CHUNK_TOKENS.max : CHUNK_CHARACTERS.max;
  return {
    strategy,
    unit,
    max,
    hardMax: Math.max(max, Math.min(most, max * HARD_SIZE_FACTOR)),
    overlap: Math.min(overlap, Math.floor(max * REPEATED_SHARE)),
    maxChunks,
  };
}
