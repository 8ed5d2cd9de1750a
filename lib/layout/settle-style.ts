/** From the font sizes of all pages to their roles: which is the body's, which are headings'. */
import type { DocumentStyle, PageSummary } from "../contracts/block.ts";

const MAX_LEVELS = 6;
/** A heading is set at least this much larger than the body. */
const LARGER = 1.08;
/** A size that carries more of the text than this is no heading's. */
const MAX_SHARE = 0.2;

/**
 * The body is set in the size of most characters; headings in larger ones that carry little of the text. Of more than
 * six such sizes the most used six count. The order of the summaries, and how they were gathered, makes no difference.
 */
export function settleStyle(summaries: readonly PageSummary[]): DocumentStyle {
  const bySize = new Map<number, number>();
  for (const [size, characters] of summaries.flatMap((summary) => summary.sizes)) {
    bySize.set(size, (bySize.get(size) ?? 0) + characters);
  }
  const byUse = [...bySize].sort(([sizeA, a], [sizeB, b]) => b - a || sizeA - sizeB);
  const total = byUse.reduce((sum, [, characters]) => sum + characters, 0);
  const body = byUse[0]?.[0] ?? 0;
  const headings = byUse
    .filter(([size, characters]) => size >= body * LARGER && characters <= MAX_SHARE * total)
    .slice(0, MAX_LEVELS)
    .map(([size]) => size)
    .sort((a, b) => b - a);
  return { body_size: body, heading_sizes: headings };
}
