/** Chunks in batches that one request carries. */
import type { Chunk } from "../contracts/chunk.ts";
import { SINK_BATCH, SINK_BATCH_CHARS } from "../limits/sinks.ts";

export interface Batch {
  readonly chunks: readonly Chunk[];
  /** How many chunks came before and are in this one. */
  readonly until: number;
}

function weightOf({ text, markdown, vector = "" }: Chunk): number {
  return text.length + markdown.length + 4 * vector.length;
}

/** In order, without the first `skipped` chunks. */
export async function* batchesOf(chunks: AsyncIterable<Chunk>, skipped: number): AsyncGenerator<Batch> {
  let batch: Chunk[] = [];
  let weight = 0;
  let until = 0;
  for await (const chunk of chunks) {
    until += 1;
    if (until <= skipped) continue;
    const added = weightOf(chunk);
    if (batch.length > 0 && (batch.length >= SINK_BATCH || weight + added > SINK_BATCH_CHARS)) {
      yield { chunks: batch, until: until - 1 };
      batch = [];
      weight = 0;
    }
    batch.push(chunk);
    weight += added;
  }
  if (batch.length > 0) yield { chunks: batch, until };
}
