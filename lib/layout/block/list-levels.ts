/** How deep items of lists are nested: by where their markers stand. */
import type { LaidOutBlock } from "../../contracts/block.ts";

/** Markers this close stand at one level, in points. */
const SAME_LEVEL = 4;
const MAX_LEVEL = 8;

/** Gives each item its level: deeper where its marker stands farther in than the one before, back where it stands as an earlier one did. */
export function nestItems(blocks: readonly LaidOutBlock[]): LaidOutBlock[] {
  let lefts: number[] = [];
  return blocks.map((laid) => {
    const { block } = laid;
    if (block.type !== "list_item") {
      if (block.type !== "code" && block.type !== "figure") lefts = [];
      return laid;
    }
    const rightToLeft = laid.hints.starts !== "lower" && /[\u0590-\u08ff]/.test(block.text.slice(0, 40));
    const left = rightToLeft ? -block.box[2] : block.box[0];
    // Another column: nothing to compare with.
    if (lefts.some((known) => Math.abs(known - left) > 150)) lefts = [];
    lefts = lefts.filter((known) => known < left + SAME_LEVEL);
    if ((lefts.at(-1) ?? Number.NEGATIVE_INFINITY) < left - SAME_LEVEL) lefts.push(left);
    return { ...laid, block: { ...block, level: Math.min(lefts.length || 1, MAX_LEVEL) } };
  });
}
