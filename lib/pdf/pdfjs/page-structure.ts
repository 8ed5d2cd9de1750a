/** The structure of a tagged page, flattened. pdf.js tells no spans of cells. */
import type { PDFPageProxy } from "unpdf/pdfjs";
import type { StructureElement } from "../../contracts/page-content.ts";
import { MAX_NAME_CHARS, MAX_VALUE_CHARS } from "../page/page-limits.ts";
import { plainLine } from "../page/plain-text.ts";
import { pruneStructure } from "../page/prune-structure.ts";

/** The part of a node of pdf.js's tree that is used. */
interface StatedNode {
  readonly role?: unknown;
  readonly children?: unknown;
  readonly alt?: unknown;
  readonly type?: unknown;
  readonly id?: unknown;
}

interface Element extends StructureElement {
  readonly marks: number[];
}

/** `p<page's object>_mc<mark>`. */
const CONTENT = /^p(\w+)_mc(\d{1,9})$/;

/** At most `limit` elements, parents before children; none when the page is not tagged, or its tree cannot be read. */
export async function readStructure(page: PDFPageProxy, limit: number): Promise<StructureElement[]> {
  const tree: unknown = await page.getStructTree().catch(() => null);
  const elements: Element[] = [];
  const waiting = childrenOf(tree)
    .map((node) => ({ node, parent: -1 }))
    .reverse();
  for (let next = waiting.pop(); next !== undefined && elements.length < limit; next = waiting.pop()) {
    const { node, parent } = next;
    if (node.type === "content") {
      const mark = markOf(node.id, page);
      if (mark !== undefined) elements[parent]?.marks.push(mark);
      continue;
    }
    const place = elements.push(elementOf(node, parent)) - 1;
    waiting.push(
      ...childrenOf(node)
        .map((child) => ({ node: child, parent: place }))
        .reverse(),
    );
  }
  return pruneStructure(elements);
}

function elementOf({ role, alt }: StatedNode, parent: number): Element {
  const text = plainLine(alt, MAX_VALUE_CHARS);
  return { role: plainLine(role, MAX_NAME_CHARS), parent, marks: [], ...(text === "" ? {} : { alt: text }) };
}

function childrenOf(node: unknown): StatedNode[] {
  const children = typeof node === "object" && node !== null && "children" in node ? node.children : undefined;
  if (!Array.isArray(children)) return [];
  return (children as unknown[]).filter((child): child is StatedNode => typeof child === "object" && child !== null);
}

/** Undefined for the content of other pages. */
function markOf(id: unknown, { ref }: PDFPageProxy): number | undefined {
  const [, object, mark] = (typeof id === "string" ? CONTENT.exec(id) : null) ?? [];
  const own = ref === null ? object : `${ref.num}R${ref.gen === 0 ? "" : ref.gen}`;
  return object === own && mark !== undefined ? Number(mark) : undefined;
}
