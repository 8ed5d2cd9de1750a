/** The pages of a file by the numbers of their objects, from the nodes of its page tree alone: no page is read for it. */
import { integerOf, referenceOf, referencesOf } from "./dictionary.ts";
import type { ObjectTable } from "./object-table.ts";

/** A larger tree lies all over the file, more likely than not. */
const MAX_NODES = 256;
const MAX_PAGES = 100_000;
const MAX_DEPTH = 16;

/** A page by the number of its object, and the node that holds it. */
export interface LeafPage {
  readonly number: number;
  readonly parent: number;
}

/**
 * In order; undefined when the tree is not what it should be, or does not stand in the open. A node that counts as many pages as
 * it has kids holds pages: the first and the last of all are looked at.
 */
export function findLeafPages(table: ObjectTable): LeafPage[] | undefined {
  const catalog = table.dictionaryOf(referenceOf(table.trailer.get("Root")) ?? -1);
  const root = referenceOf(catalog?.get("Pages"));
  if (root === undefined) return;
  const pages: LeafPage[] = [];
  const seen = new Set<number>();
  const walk = (number: number, depth: number): boolean => {
    if (seen.has(number) || seen.size >= MAX_NODES || depth > MAX_DEPTH) return false;
    seen.add(number);
    const node = table.dictionaryOf(number);
    const kids = referencesOf(node?.get("Kids"));
    const count = integerOf(node?.get("Count"));
    if (kids === undefined || count === undefined || pages.length + kids.length > MAX_PAGES) return false;
    if (count !== kids.length) {
      const before = pages.length;
      return kids.every((kid) => walk(kid, depth + 1)) && pages.length - before === count;
    }
    for (const kid of kids) pages.push({ number: kid, parent: number });
    return true;
  };
  if (!walk(root, 0) || new Set(pages.map((page) => page.number)).size !== pages.length) return;
  const ends = [pages[0], pages.at(-1)].map((page) => table.dictionaryOf(page?.number ?? -1));
  return ends.every((page) => page !== undefined && !page.has("Kids")) ? pages : undefined;
}
