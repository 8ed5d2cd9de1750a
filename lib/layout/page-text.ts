/** What a page says, as plain text: its blocks parted by an empty line. */
import { LEFT_OUT, type ResultBlock } from "../contracts/result-block.ts";

function plainText(block: ResultBlock): string {
  if (block.type === "list_item") return `${block.marker} ${block.text}`;
  return block.type === "footnote" && block.mark !== "" ? `${block.mark} ${block.text}` : block.text;
}

/** Without what is written inside of figures, and without running heads and what nobody sees, unless `leftOut` says otherwise. */
export function pageText(blocks: readonly ResultBlock[], leftOut: ReadonlySet<ResultBlock["type"]> = LEFT_OUT): string {
  const shown = blocks.filter(({ type, text }) => !leftOut.has(type) && type !== "figure" && text !== "");
  return shown.map(plainText).join("\n\n");
}
