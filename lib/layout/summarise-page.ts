/** What the whole document needs to know of one page. */
import type { LaidOutPage, PageSummary } from "../contracts/block.ts";
import type { Warning } from "../contracts/warning.ts";
import { countUndecodable } from "./fold-text.ts";

/** The warnings of a page that could not be read. */
const FAILURES = new Set<Warning["code"]>(["page_failed", "page_too_complex"]);

/** Counts characters, by font size too; a page counts as failed when a warning says that it could not be read. */
export function summarisePage(page: LaidOutPage): PageSummary {
  const bySize = new Map<number, number>();
  for (const block of page.blocks) {
    const size = roundedSize(block.font_size);
    bySize.set(size, (bySize.get(size) ?? 0) + block.text.length);
  }
  return {
    number: page.number,
    characters: page.blocks.reduce((sum, block) => sum + block.text.length, 0),
    sizes: [...bySize].sort(([a], [b]) => a - b),
    undecodable: page.blocks.reduce((sum, block) => sum + countUndecodable(block.text), 0),
    failed: page.warnings.some((warning) => FAILURES.has(warning.code)),
    warnings: page.warnings,
  };
}

/** Font sizes are compared in half points: writers scale and round. */
export function roundedSize(points: number): number {
  return Math.round(points * 2) / 2;
}
