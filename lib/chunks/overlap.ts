/** The end of a chunk that the next one begins with: whole sentences of running text, or words where none is short enough. */
import type { ChunkRules } from "./chunk-rules.ts";
import { isHeading, isProse } from "./passage.ts";
import type { Ruler } from "./ruler.ts";
import type { TextSegmenter } from "./segment-text.ts";
import { cutUnit, type Unit } from "./unit.ts";

/** Nothing from before a heading, a table, or anything else that is not cut into sentences. */
export function overlapOf(
  own: readonly Unit[],
  rules: ChunkRules,
  { measure }: Ruler,
  segmenter: TextSegmenter,
): Unit[] {
  let room = rules.overlap;
  const taken: Unit[] = [];
  const take = (units: readonly Unit[]): boolean => {
    for (const unit of units.toReversed()) {
      const size = measure(unit.separator + unit.text);
      if (size > room) return false;
      room -= size;
      taken.unshift(unit);
    }
    return true;
  };
  for (const unit of room === 0 ? [] : own.toReversed()) {
    if (!isProse(unit.passage) || isHeading(unit.passage)) break;
    if (take([unit])) continue;
    const words = rules.strategy === "fixed";
    take([...cutUnit(unit, segmenter, words)]);
    if (taken.length === 0 && !words) take([...cutUnit(unit, segmenter, true)]);
    break;
  }
  return taken;
}
