/** What the whole document needs to know of one page. */
import type { LaidOutBlock, LaidOutPage, PageSummary } from "../contracts/block.ts";
import { PAGE_MARKS } from "../contracts/warning.ts";
import { countUndecodable } from "./fold-text.ts";

/** Whether a reader finds anything on the page. */
export function hasText(page: LaidOutPage): boolean {
  return page.blocks.some(isWritten);
}

function isWritten(block: LaidOutBlock): boolean {
  return block.text.trim() !== "";
}

/** Counts characters, by font size too, but no blank blocks; a page counts as failed when it carries such a warning. */
export function summarisePage(page: LaidOutPage): PageSummary {
  const bySize = new Map<number, number>();
  const blocks = page.blocks.filter(isWritten);
  for (const block of blocks) {
    const size = roundedSize(block.font_size);
    bySize.set(size, (bySize.get(size) ?? 0) + block.text.length);
  }
  return {
    number: page.number,
    characters: blocks.reduce((sum, block) => sum + block.text.length, 0),
    sizes: [...bySize].sort(([a], [b]) => a - b),
    undecodable: blocks.reduce((sum, block) => sum + countUndecodable(block.text), 0),
    failed: page.warnings.some(({ code }) => PAGE_MARKS[code] === "failed"),
    warnings: page.warnings,
  };
}

/** Font sizes are compared in half points: writers scale and round. */
export function roundedSize(points: number): number {
  return Math.round(points * 2) / 2;
}
