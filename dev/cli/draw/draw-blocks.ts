/** Blocks of a page as coloured boxes over its picture, numbered in reading order. */
import type { ResultBlock } from "../../../lib/contracts/result-block.ts";
import type { Picture } from "./picture.ts";

const COLORS: Readonly<Record<ResultBlock["type"], number>> = {
  title: 0xb00020,
  heading: 0xd9480f,
  paragraph: 0x1864ab,
  list_item: 0x2b8a3e,
  code: 0x5f3dc4,
  quote: 0x0b7285,
  caption: 0xa61e4d,
  footnote: 0x846358,
  formula: 0x862e9c,
  figure: 0x9c6b00,
  table: 0x087f5b,
  field: 0x364fc7,
  annotation: 0xc2255c,
  aside: 0x5c7c2f,
  header: 0x868e96,
  footer: 0x868e96,
  page_number: 0x868e96,
  hidden: 0x000000,
};
const TINT = 0.12;
const CELL = 0.5;

/** `scale` is pixels to the point. */
export function drawBlocks(picture: Picture, blocks: readonly ResultBlock[], scale: number): void {
  const thickness = Math.max(1, Math.round(scale));
  const letters = Math.max(1, Math.round(scale * 0.8));
  for (const block of blocks) {
    const color = COLORS[block.type];
    const box = scaled(block.box, scale);
    picture.tint(box, color, TINT);
    if (block.type === "table") {
      for (const cell of block.cells) picture.frame(scaled(cell.box, scale), color, Math.max(1, thickness * CELL));
    }
    picture.frame(box, color, thickness);
  }
  for (const [place, block] of blocks.entries()) {
    const [left, top] = scaled(block.box, scale);
    picture.label(left, top - 9 * letters, `${place + 1} ${labelOf(block)}`, COLORS[block.type], letters);
  }
}

function labelOf(block: ResultBlock): string {
  switch (block.type) {
    case "heading":
    case "list_item":
      return `${block.type}.${block.level}`;
    case "table":
      return `table.${block.rows}X${block.columns}`;
    default:
      return block.type;
  }
}

function scaled([left, top, right, bottom]: ResultBlock["box"], scale: number): ResultBlock["box"] {
  return [left * scale, top * scale, right * scale, bottom * scale];
}
