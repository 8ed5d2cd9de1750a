/** Pages of a result cut into chunks, and what the chunks have to give back. */
import { chunkResult } from "../../lib/chunks/chunk-result.ts";
import { chunkRules } from "../../lib/chunks/chunk-rules.ts";
import type { Chunk, ChunkEnd, ChunkHead, ChunkLine } from "../../lib/contracts/chunk.ts";
import type { ChunkOptions } from "../../lib/contracts/chunk-options.ts";
import type { ResultFrame, ResultPage } from "../../lib/contracts/result.ts";
import { DEFAULT_CHUNK_LIMITS } from "../../lib/limits/chunk-limits.ts";
import { frame, streamed, written } from "./result-pages.ts";

interface Chunked {
  readonly head: ChunkHead;
  readonly chunks: readonly Chunk[];
  readonly end: ChunkEnd;
}

interface Settings {
  readonly frame?: Partial<ResultFrame>;
  readonly readAs?: string;
  readonly maxChunks?: number;
}

/** `max_chars` may be smaller here than callers may ask for. */
export async function chunked(
  pages: readonly ResultPage[],
  options: ChunkOptions = {},
  { frame: own = {}, readAs = "", maxChunks = DEFAULT_CHUNK_LIMITS.maxChunks }: Settings = {},
): Promise<Chunked> {
  const rules = chunkRules(options, { ...DEFAULT_CHUNK_LIMITS, maxChunks });
  const lines: ChunkLine[] = [];
  for await (const line of chunkResult({ ...frame, ...own }, streamed(pages), { rules, readAs })) lines.push(line);
  const head = lines[0];
  const end = lines.at(-1);
  if (head?.type !== "document" || end?.type !== "end") throw new Error("It has no beginning or no end.");
  return { head, end, chunks: lines.flatMap((line) => (line.type === "chunk" ? [line] : [])) };
}

export async function textsOfChunks(pages: readonly ResultPage[], options: ChunkOptions = {}): Promise<string[]> {
  return (await chunked(pages, options)).chunks.map(({ text }) => text);
}

/** The format `text` with an empty line where a page ends, without blanks at its end. */
export async function textOfPages(pages: readonly ResultPage[]): Promise<string> {
  const text = await written("text", pages);
  return text
    .replace(/^\f+/, "")
    .replaceAll(/\n?\f+/g, "\n\n")
    .trimEnd();
}
