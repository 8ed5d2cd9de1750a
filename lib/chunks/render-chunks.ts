/** The chunks of a result as lines of JSON (NDJSON). */
import type { ResultFrame, ResultPage } from "../contracts/result.ts";
import { gather } from "../layout/render/gather.ts";
import { type Chunking, chunkResult } from "./chunk-result.ts";
import { type ChunkVectors, withVector } from "./chunk-vectors.ts";

export function renderChunks(
  frame: ResultFrame,
  pages: AsyncIterable<ResultPage>,
  chunking: Chunking,
  vectors: ChunkVectors | null = null,
): AsyncIterable<string> {
  return gather(lines(frame, pages, chunking, vectors));
}

async function* lines(
  frame: ResultFrame,
  pages: AsyncIterable<ResultPage>,
  chunking: Chunking,
  vectors: ChunkVectors | null,
): AsyncGenerator<string> {
  for await (const line of chunkResult(frame, pages, chunking)) {
    yield `${JSON.stringify(vectors === null ? line : withVector(line, vectors))}\n`;
  }
}
