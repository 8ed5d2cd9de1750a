/** A laid out page becomes a page of the result once the document's style is known. */
import type { DocumentStyle, LaidOutBlock, LaidOutPage } from "../contracts/block.ts";
import type { ResultBlock, ResultPage } from "../contracts/result.ts";
import { roundedSize } from "./summarise-page.ts";

/** Longer texts are no headings, however large they are set. */
const MAX_HEADING_CHARACTERS = 300;

export function applyStyle(page: LaidOutPage, style: DocumentStyle): ResultPage {
  const blocks = page.blocks.map((block) => toResultBlock(block, style));
  const text = blocks.map((block) => block.text).join("\n\n");
  return { number: page.number, width: page.width, height: page.height, text, blocks };
}

function toResultBlock(block: LaidOutBlock, style: DocumentStyle): ResultBlock {
  const { text, box, font_size } = block;
  const level = style.heading_sizes.indexOf(roundedSize(font_size)) + 1;
  if (level > 0 && !block.turned && text.length <= MAX_HEADING_CHARACTERS && /\p{L}/u.test(text)) {
    return { type: "heading", level, text, box, font_size };
  }
  return { type: "paragraph", text, box, font_size };
}
