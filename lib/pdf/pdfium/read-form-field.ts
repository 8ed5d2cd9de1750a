/** A form field as it is filled in. */
import type { Box } from "../../contracts/box.ts";
import type { PageField } from "../../contracts/page-content.ts";
import { MAX_NAME_CHARS, MAX_VALUE_CHARS } from "../page/page-limits.ts";
import { plainLine, plainLines } from "../page/plain-text.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

/** By PDFium's numbers, from `FPDF_FORMFIELD_PUSHBUTTON` on. */
const KINDS: Readonly<Record<number, PageField["kind"]>> = {
  1: "button",
  2: "checkbox",
  3: "radio",
  4: "choice",
  5: "choice",
  6: "text",
  7: "signature",
};

/** PDF 1.7, table 228. */
const PASSWORD = 1 << 13;
const MAX_OPTIONS = 2_000;
const OFF = "Off";

/** Undefined for what is no field. A password is a field without a value. */
export function readFormField(pdfium: PdfiumInstance, form: Pointer, widget: Pointer, box: Box): PageField | undefined {
  const { exports, heap } = pdfium;
  const kind = KINDS[exports.FPDFAnnot_GetFormFieldType(form, widget)];
  if (kind === undefined) return;
  const name = heap.utf16((buffer, size) => exports.FPDFAnnot_GetFormFieldName(form, widget, buffer, size));
  const password = kind === "text" && (exports.FPDFAnnot_GetFormFieldFlags(form, widget) & PASSWORD) !== 0;
  const ticked = kind === "checkbox" || kind === "radio";
  return {
    box,
    kind,
    name: plainLine(name, MAX_NAME_CHARS),
    value: password ? "" : readValue(pdfium, form, widget, kind),
    checked: ticked && isTicked(pdfium, form, widget, kind),
  };
}

/**
 * By the state in which it is shown. A check box without one is ticked when its value says so; of radio buttons the value belongs
 * to all, so it tells nothing of a single one.
 */
function isTicked({ exports, heap }: PdfiumInstance, form: Pointer, widget: Pointer, kind: PageField["kind"]): boolean {
  const key = heap.name("AS");
  const state = heap.utf16((buffer, size) => exports.FPDFAnnot_GetStringValue(widget, key, buffer, size));
  if (state !== "" || kind === "radio") return state !== "" && state !== OFF;
  const value = heap.utf16((buffer, size) => exports.EPDFAnnot_GetFormFieldRawValue(form, widget, buffer, size));
  return value !== "" && value !== OFF;
}

/** Choices are told by what a reader sees, not by what a form sends. */
function readValue(pdfium: PdfiumInstance, form: Pointer, widget: Pointer, kind: PageField["kind"]): string {
  if (kind !== "text" && kind !== "choice") return "";
  const { exports, heap } = pdfium;
  const chosen = kind === "choice" ? readChosen(pdfium, form, widget) : [];
  if (chosen.length > 0) return plainLines(chosen.join(", "), MAX_VALUE_CHARS);
  const value = heap.utf16((buffer, size) => exports.FPDFAnnot_GetFormFieldValue(form, widget, buffer, size));
  return plainLines(value, MAX_VALUE_CHARS);
}

function readChosen({ exports, heap }: PdfiumInstance, form: Pointer, widget: Pointer): string[] {
  const chosen: string[] = [];
  const count = Math.min(exports.FPDFAnnot_GetOptionCount(form, widget), MAX_OPTIONS);
  for (let index = 0; index < count; index += 1) {
    if (exports.FPDFAnnot_IsOptionSelected(form, widget, index) !== 1) continue;
    chosen.push(heap.utf16((buffer, size) => exports.FPDFAnnot_GetOptionLabel(form, widget, index, buffer, size)));
  }
  return chosen.filter((label) => label !== "");
}
