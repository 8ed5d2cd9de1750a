/** Vectors beside the chunks that they belong to. */
import type { ChunkHead, ChunkLine } from "../contracts/chunk.ts";

export interface ChunkVectors {
  readonly about: NonNullable<ChunkHead["vectors"]>;
  readonly byId: ReadonlyMap<string, string>;
}

/** A chunk that was cut in another way than those which have vectors has none. */
export function withVector(line: ChunkLine, { about, byId }: ChunkVectors): ChunkLine {
  if (line.type === "document") return { ...line, vectors: about };
  const vector = line.type === "chunk" ? byId.get(line.id) : undefined;
  return line.type === "chunk" && vector !== undefined ? { ...line, vector } : line;
}
