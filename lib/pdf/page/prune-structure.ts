/** Leaves out of a page's structure what has nothing on the page: engines tell whole tables on each page that they touch. */
import type { StructureElement } from "../../contracts/page-content.ts";

const CELLS: ReadonlySet<string> = new Set(["TD", "TH"]);

/**
 * Keeps elements with content on this page and those around them; figures that are told in words; and the empty cells of rows
 * that have other cells here. Parents stand before children, before and after.
 */
export function pruneStructure(elements: readonly StructureElement[]): StructureElement[] {
  const kept = elements.map(({ marks, alt }) => marks.length > 0 || alt !== undefined);
  for (const [back] of elements.entries()) {
    const index = elements.length - 1 - back;
    const parent = elements[index]?.parent ?? -1;
    if (kept[index] === true && parent >= 0) kept[parent] = true;
  }
  const pruned: StructureElement[] = [];
  const places: number[] = [];
  for (const [index, element] of elements.entries()) {
    const { parent, role } = element;
    const inKept = parent < 0 || (kept[parent] === true && places[parent] !== undefined);
    if (!inKept || !(kept[index] === true || (parent >= 0 && CELLS.has(role)))) continue;
    places[index] = pruned.push({ ...element, parent: parent < 0 ? -1 : (places[parent] ?? -1) }) - 1;
  }
  return pruned;
}
