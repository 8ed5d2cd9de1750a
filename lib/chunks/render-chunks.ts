/** The chunks of a result as lines of JSON (NDJSON). */
import type { ResultFrame, ResultPage } from "../contracts/result.ts";
import { gather } from "../layout/render/gather.ts";
import { type Chunking, chunkResult } from "./chunk-result.ts";

export function renderChunks(
  frame: ResultFrame,
  pages: AsyncIterable<ResultPage>,
  chunking: Chunking,
): AsyncIterable<string> {
  return gather(lines(frame, pages, chunking));
}

async function* lines(
  frame: ResultFrame,
  pages: AsyncIterable<ResultPage>,
  chunking: Chunking,
): AsyncGenerator<string> {
  for await (const line of chunkResult(frame, pages, chunking)) yield `${JSON.stringify(line)}\n`;
}
