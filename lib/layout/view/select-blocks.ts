/** The blocks of a page that a view leaves on it. Pure. */
import type { ResultPage } from "../../contracts/result.ts";
import { LEFT_OUT, type ResultBlock } from "../../contracts/result-block.ts";
import type { ResultView } from "../../contracts/result-view.ts";
import { pageText } from "../page-text.ts";

/** Running heads are shown in the text where they are asked for by name; what nobody sees on the page never is. */
function mayBeShown(type: ResultBlock["type"]): boolean {
  return LEFT_OUT.has(type) && type !== "hidden";
}

/** Where heads are to be shown that no format but JSON shows, they are paragraphs. */
function asParagraph(block: ResultBlock): ResultBlock {
  if (!mayBeShown(block.type)) return block;
  const { id, page, box, text, spans } = block;
  return { type: "paragraph", id, page, box, text, spans };
}

/** `shape` says whether the blocks go out as they are, or as the flow of text that the other formats are written from. */
export function selectBlocks(
  page: ResultPage,
  { include, exclude }: Pick<ResultView, "include" | "exclude">,
  shape: "blocks" | "flow",
): ResultPage {
  if (include === null && exclude.size === 0) return page;
  const blocks = page.blocks.filter(({ type }) => !exclude.has(type) && (include?.has(type) ?? true));
  const leftOut = new Set([...LEFT_OUT].filter((type) => type === "hidden" || !(include?.has(type) ?? false)));
  const shown = shape === "flow" && include !== null ? blocks.map(asParagraph) : blocks;
  return { ...page, text: pageText(blocks, leftOut), blocks: shown };
}
