/** One page: from runs with geometry to blocks of text in reading order. Knows nothing of the other pages. */
import type { LaidOutPage } from "../contracts/block.ts";
import type { PageContent } from "../contracts/page-content.ts";
import { dropDuplicates } from "./drop-duplicates.ts";
import { countUndecodable } from "./fold-text.ts";
import { buildLines, type Line } from "./line.ts";
import { buildBlocks } from "./paragraph.ts";
import { isUpright, toSpan } from "./span.ts";

/** Puts turned lines behind the upright ones, where they are the fewer: they stand in margins and would tear paragraphs. */
function asidesLast(lines: readonly Line[]): Line[] {
  const upright = lines.filter((line) => isUpright(line.frame));
  return upright.length * 2 < lines.length
    ? [...lines]
    : [...upright, ...lines.filter((line) => !isUpright(line.frame))];
}

/**
 * Lays a page out. The order of the content stream is taken for the reading order; lines and paragraphs come from
 * geometry. Does not find columns that the stream interleaves, tables, lists, or running heads.
 */
export function layOutPage(page: PageContent): LaidOutPage {
  const spans = dropDuplicates(page.runs.map(toSpan));
  const blocks = buildBlocks(asidesLast(buildLines(spans)));
  const undecodable = blocks.reduce((sum, block) => sum + countUndecodable(block.text), 0);
  const warnings = [...page.warnings];
  if (undecodable > 0) {
    const message = "Some characters could not be decoded; each is given as U+FFFD.";
    const { undecodableFonts: fonts = [] } = page;
    warnings.push({
      code: "text_undecodable",
      message,
      page: page.number,
      ...(fonts.length === 0 ? {} : { fonts: [...fonts] }),
    });
  }
  return { number: page.number, width: page.width, height: page.height, blocks, warnings };
}
