/** The document's own outline as a question: is this text, on this page, a heading, and of which level? */
import type { DocumentStyle } from "../contracts/block.ts";
import { foldHeading } from "./heading.ts";

/**
 * The level of a heading with this text on this page; undefined when the outline has none. `runIn`: the text runs on from it, and an entry that leads to a
 * later page means another.
 */
export type OutlineLevels = (text: string, page: number, runIn?: boolean) => number | undefined;

/** Entries lead to the top of the page that the heading is on, or to the end of the one before. */
const MOST_PAGES_OFF = 1;

export function outlineLevels(outline: DocumentStyle["outline"]): OutlineLevels {
  const entries = new Map<string, { readonly level: number; readonly page: number }[]>();
  for (const [title, level, page] of outline) {
    const list = entries.get(title);
    if (list === undefined) entries.set(title, [{ level, page }]);
    else list.push({ level, page });
  }
  if (entries.size === 0) return () => undefined;
  return (text, page, runIn = false) =>
    entries.get(foldHeading(text))?.find((entry) => {
      const off = page - entry.page;
      return entry.page === 0 || (off <= MOST_PAGES_OFF && off >= (runIn ? 0 : -MOST_PAGES_OFF));
    })?.level;
}
