/**
 * What is filled into the form fields of a document. pdf.js leaves it out of a page's text, though every viewer shows it.
 * Text and choices only; ticks, buttons, signatures and free annotations are not read.
 */
import type { PDFDocumentProxy } from "unpdf/pdfjs";
import type { PdfjsTextItem } from "./pdfjs-runs.ts";

/** The part of a field object of pdf.js that is used; whatever the file makes of it. */
interface StatedField {
  readonly type?: unknown;
  readonly value?: unknown;
  readonly rect?: unknown;
  readonly page?: unknown;
  readonly hidden?: unknown;
  readonly password?: unknown;
}

const SHOWN_TYPES = new Set<unknown>(["text", "combobox", "listbox"]);
const LARGEST_SIZE = 12;
/** Share of a line's height that the font takes, and of the font below the baseline. */
const FONT_SHARE = 0.75;
const DESCENT = 0.2;

/** The values as text items by page, counted from 1. Documents without a form cost nothing; a broken form counts as none. */
export async function readFields(proxy: PDFDocumentProxy): Promise<Map<number, PdfjsTextItem[]>> {
  const byName = await proxy.getFieldObjects().catch(() => null);
  const byPage = new Map<number, PdfjsTextItem[]>();
  for (const field of Object.values(byName ?? {}).flat() as StatedField[]) {
    const page = typeof field.page === "number" ? field.page + 1 : 0;
    const items = byPage.get(page) ?? [];
    items.push(...fieldItems(field));
    byPage.set(page, items);
  }
  return byPage;
}

/** One item for each line of the value, from the top of the field down. */
function fieldItems({ type, value, rect, hidden, password }: StatedField): PdfjsTextItem[] {
  const text = [value]
    .flat()
    .filter((one) => typeof one === "string")
    .join(", ");
  if (!SHOWN_TYPES.has(type) || hidden === true || password === true || text.trim() === "" || !isRect(rect)) {
    return [];
  }
  const [left, bottom, right, top] = rect;
  const lines = text.split(/\r\n?|\n/);
  const height = (top - bottom) / lines.length;
  const size = Math.min(LARGEST_SIZE, height * FONT_SHARE);
  return lines.map((str, row) => {
    const baseline = top - (row + 0.5) * height - size * (0.5 - DESCENT);
    const width = Math.min(right - left, (str.length * size) / 2);
    return { str, dir: "ltr", transform: [size, 0, 0, size, left, baseline], width, height: size, fontName: "field" };
  });
}

function isRect(rect: unknown): rect is [number, number, number, number] {
  return Array.isArray(rect) && rect.length === 4 && rect.every((value) => typeof value === "number");
}
