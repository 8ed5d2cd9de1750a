/** The name of a chunk: the same whenever the same document is cut in the same way, and another for each place in it. */
import { createHash } from "node:crypto";
import type { ChunkRules } from "./chunk-rules.ts";
import type { Unit } from "./unit.ts";

const ID_CHARACTERS = 32;

/** `source` names the document and how it was read. The chunk is told by where in the document it begins. */
export function chunkNamer(source: string, { strategy, unit, max, overlap }: ChunkRules): (first: Unit) => string {
  const common = JSON.stringify([source, strategy, unit, max, overlap]);
  return ({ passage, start }) => {
    const place = JSON.stringify([passage.item.block.id, start]);
    return createHash("sha256").update(`${common}\n${place}`).digest("hex").slice(0, ID_CHARACTERS);
  };
}
