/** Descriptions of figures, from the tags. */
import type { LaidOutBlock } from "../../contracts/block.ts";
import type { StructureElement } from "../../contracts/page-content.ts";

/**
 * Figures with the descriptions that the structure has for them, in order. The structure does not tell where a picture lies: where it has more or fewer
 * figures than were found, which is which is not known, and none is described.
 */
export function describeFigures(blocks: LaidOutBlock[], structure: readonly StructureElement[]): LaidOutBlock[] {
  const described = structure.filter(({ role }) => role === "Figure");
  if (!described.some(({ alt }) => alt !== undefined)) return blocks;
  if (blocks.filter(({ block }) => block.type === "figure").length !== described.length) return blocks;
  let next = 0;
  return blocks.map((laid) => {
    const { block } = laid;
    if (block.type !== "figure") return laid;
    const alt = described[next++]?.alt?.trim() ?? "";
    return alt === "" ? laid : { ...laid, block: { ...block, alt } };
  });
}
