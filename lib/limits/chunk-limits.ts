/** Bounds on chunks. Settings may change the first two. */

/** The size of a chunk where the caller names none, and how many of one document are given. */
export const DEFAULT_CHUNK_CHARACTERS = 2_000;
export const DEFAULT_MAX_CHUNKS = 10_000;

export interface ChunkLimits {
  readonly defaultCharacters: number;
  readonly maxChunks: number;
}

export const DEFAULT_CHUNK_LIMITS: ChunkLimits = {
  defaultCharacters: DEFAULT_CHUNK_CHARACTERS,
  maxChunks: DEFAULT_MAX_CHUNKS,
};

/** What a caller may ask for. */
export const CHUNK_CHARACTERS = { min: 100, max: 32_000 } as const;
export const CHUNK_TOKENS = { min: 32, max: 8_000 } as const;

/** What is not to be cut may be so many times as large as asked for, and no larger than the largest size that may be asked for. */
export const HARD_SIZE_FACTOR = 4;

/** A part of the size at most that an overlap, or the repeated header of a table, may take. */
export const REPEATED_SHARE = 0.5;

/** Text from which the document's language is told, and how far it is looked for. */
export const LANGUAGE_SAMPLE_CHARACTERS = 4_000;
export const LANGUAGE_SAMPLE_PASSAGES = 200;

/** The longest heading that is repeated in a path; longer ones are cut. */
export const MAX_PATH_CHARACTERS = 200;
