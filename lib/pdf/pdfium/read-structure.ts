/** The structure of a tagged page, flattened. */
import type { StructureElement } from "../../contracts/page-content.ts";
import { MAX_NAME_CHARS, MAX_VALUE_CHARS } from "../page/page-limits.ts";
import { plainLine } from "../page/plain-text.ts";
import { pruneStructure } from "../page/prune-structure.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

const MAX_DEPTH = 64;
/** Children of one element, and attributes, that are looked at. */
const MAX_CHILDREN = 20_000;
const MAX_ATTRIBUTES = 16;
/** `FPDF_OBJECT_NUMBER` */
const NUMBER = 2;
const MAX_SPAN = 1_000;

/** At most `limit` elements, parents before children; none when the page is not tagged. Marks are those of this page. */
export function readStructure(pdfium: PdfiumInstance, page: Pointer, limit: number): StructureElement[] {
  const { exports } = pdfium;
  const tree = exports.FPDF_StructTree_GetForPage(page);
  if (tree === 0) return [];
  const reader = new StructureReader(pdfium, limit);
  const count = Math.min(exports.FPDF_StructTree_CountChildren(tree), MAX_CHILDREN);
  for (let index = 0; index < count; index += 1) {
    reader.take(exports.FPDF_StructTree_GetChildAtIndex(tree, index), -1, 0);
  }
  exports.FPDF_StructTree_Close(tree);
  return pruneStructure(reader.elements);
}

class StructureReader {
  readonly elements: StructureElement[] = [];
  readonly #pdfium: PdfiumInstance;
  readonly #limit: number;

  constructor(pdfium: PdfiumInstance, limit: number) {
    this.#pdfium = pdfium;
    this.#limit = limit;
  }

  take(element: Pointer, parent: number, depth: number): void {
    if (element === 0 || depth > MAX_DEPTH || this.elements.length >= this.#limit) return;
    const { exports, heap } = this.#pdfium;
    const role = heap.utf16((buffer, size) => exports.FPDF_StructElement_GetType(element, buffer, size));
    const alt = heap.utf16((buffer, size) => exports.FPDF_StructElement_GetAltText(element, buffer, size));
    const text = plainLine(alt, MAX_VALUE_CHARS);
    const marks: number[] = [];
    const place =
      this.elements.push({
        role: plainLine(role, MAX_NAME_CHARS),
        parent,
        marks,
        ...(text === "" ? {} : { alt: text }),
        ...this.#spans(element),
      }) - 1;
    const count = Math.min(exports.FPDF_StructElement_CountChildren(element), MAX_CHILDREN);
    for (let index = 0; index < count; index += 1) {
      const mark = exports.FPDF_StructElement_GetChildMarkedContentID(element, index);
      if (mark >= 0) marks.push(mark);
      else this.take(exports.FPDF_StructElement_GetChildAtIndex(element, index), place, depth + 1);
    }
  }

  #spans(element: Pointer): Pick<StructureElement, "rowSpan" | "columnSpan"> {
    const { exports } = this.#pdfium;
    const count = Math.min(exports.FPDF_StructElement_GetAttributeCount(element), MAX_ATTRIBUTES);
    let spans: Pick<StructureElement, "rowSpan" | "columnSpan"> = {};
    for (let index = 0; index < count; index += 1) {
      const attribute = exports.FPDF_StructElement_GetAttributeAtIndex(element, index);
      if (attribute === 0) continue;
      const rowSpan = this.#span(attribute, "RowSpan");
      const columnSpan = this.#span(attribute, "ColSpan");
      spans = {
        ...spans,
        ...(rowSpan === undefined ? {} : { rowSpan }),
        ...(columnSpan === undefined ? {} : { columnSpan }),
      };
    }
    return spans;
  }

  #span(attribute: Pointer, name: string): number | undefined {
    const { exports, heap } = this.#pdfium;
    const value = exports.FPDF_StructElement_Attr_GetValue(attribute, heap.name(name));
    if (value === 0 || exports.FPDF_StructElement_Attr_GetType(value) !== NUMBER) return;
    if (exports.FPDF_StructElement_Attr_GetNumberValue(value, heap.scratch) === 0) return;
    const span = heap.float(0);
    return Number.isInteger(span) && span >= 1 && span <= MAX_SPAN ? span : undefined;
  }
}
