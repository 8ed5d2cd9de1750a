/** A chunk as Markdown: what the renderer of a whole result would write of it. */
import { MarkdownWriter } from "../layout/render/markdown-writer.ts";
import type { Draft } from "./draft.ts";
import type { Passage } from "./passage.ts";
import { blockItem, cutsRow, slicesOf, tableItem, textItem } from "./slice.ts";

/** Marks of footnotes that stand in another chunk are raised, and lead nowhere. */
export function chunkMarkdown({ overlap, header, own }: Draft): string {
  const writer = new MarkdownWriter();
  const slices = slicesOf([...overlap, ...own]);
  const notes = new Set(slices.map(({ passage }) => passage.item.block.id));
  let before: Passage | undefined;
  let markdown = "";
  for (const slice of slices) {
    const { passage } = slice;
    if (passage.kind === "block") markdown += writer.write(blockItem(passage, slice, notes));
    else if (cutsRow(passage, slice)) markdown += writer.write(textItem(passage, slice));
    else {
      const goesOn = before?.kind === "table" && passage.plan.before === before.item.block.id;
      const repeated = before === undefined ? (header?.rows ?? null) : null;
      markdown += writer.write(tableItem(passage, slice, repeated, goesOn));
    }
    before = passage;
  }
  return (markdown + writer.end()).trimEnd();
}
