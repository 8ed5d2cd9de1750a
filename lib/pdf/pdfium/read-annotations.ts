/** What lies over a page: links, form fields, remarks. */
import type { Box } from "../../contracts/box.ts";
import type { PageAnnotation, PageField, PageLink } from "../../contracts/page-content.ts";
import { FARTHEST_POINTS, MAX_VALUE_CHARS, type PageLimits } from "../page/page-limits.ts";
import { plainLines } from "../page/plain-text.ts";
import { mapBox, type PageFrame } from "./page-frame.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";
import { readFormField } from "./read-form-field.ts";
import { type Destination, readTarget } from "./read-target.ts";

export interface PageOverlay {
  readonly links: PageLink[];
  readonly fields: PageField[];
  readonly annotations: PageAnnotation[];
}

/** The open page whose overlay is read. */
export interface OverlaySource {
  readonly document: Pointer;
  readonly pageCount: number;
  readonly page: Pointer;
  /** Handle of the form environment, 0 when the document has no form. */
  readonly form: Pointer;
  readonly frame: PageFrame;
}

/** Annotations looked at on one page. */
const MAX_LOOKED_AT = 20_000;
/** Invisible, hidden, not to be viewed: PDF 1.7, 12.5.3. */
const NOT_SEEN = 0x01 | 0x02 | 0x20;

/** The PDF's names of the kinds by PDFium's numbers; the empty ones are read otherwise or say nothing of their own. */
const KINDS =
  ",Text,,FreeText,Line,Square,Circle,Polygon,PolyLine,Highlight,Underline,Squiggly,StrikeOut,Stamp,Caret,Ink,,FileAttachment,Sound,Movie,,Screen,PrinterMark,TrapNet,Watermark,3D,RichMedia,,Redact".split(
    ",",
  );
const LINK = 2;
const WIDGET = 20;

/** What is hidden is left out; so is what is beyond the limits. */
export function readAnnotations(pdfium: PdfiumInstance, source: OverlaySource, limits: PageLimits): PageOverlay {
  const { exports } = pdfium;
  const overlay: PageOverlay = { links: [], fields: [], annotations: [] };
  const count = Math.min(exports.FPDFPage_GetAnnotCount(source.page), MAX_LOOKED_AT);
  for (let index = 0; index < count; index += 1) {
    const annotation = exports.FPDFPage_GetAnnot(source.page, index);
    if (annotation === 0) continue;
    const box = seenBox(pdfium, annotation, source.frame);
    if (box !== undefined) take(pdfium, { annotation, box, source, overlay }, limits);
    exports.FPDFPage_CloseAnnot(annotation);
  }
  return overlay;
}

interface Taken {
  readonly annotation: Pointer;
  readonly box: Box;
  readonly source: OverlaySource;
  readonly overlay: PageOverlay;
}

function take(pdfium: PdfiumInstance, { annotation, box, source, overlay }: Taken, limits: PageLimits): void {
  const subtype = pdfium.exports.FPDFAnnot_GetSubtype(annotation);
  if (subtype === LINK) {
    const target = overlay.links.length < limits.links ? targetOf(pdfium, annotation, source) : undefined;
    if (target !== undefined) overlay.links.push({ box, ...target });
  } else if (subtype === WIDGET) {
    const known = source.form !== 0 && overlay.fields.length < limits.fields;
    const field = known ? readFormField(pdfium, source.form, annotation, box) : undefined;
    if (field !== undefined) overlay.fields.push(field);
  } else if (overlay.annotations.length < limits.annotations) {
    const kind = KINDS[subtype] ?? "";
    const text = kind === "" ? "" : contentsOf(pdfium, annotation);
    if (text !== "") overlay.annotations.push({ box, kind, text });
  }
}

/** On the page as it is shown; undefined for what nobody sees. */
function seenBox({ exports, heap }: PdfiumInstance, annotation: Pointer, { toPage }: PageFrame): Box | undefined {
  if ((exports.FPDFAnnot_GetFlags(annotation) & NOT_SEEN) !== 0) return;
  if (exports.FPDFAnnot_GetRect(annotation, heap.scratch) === 0) return;
  const box = mapBox(toPage, [heap.float(0), heap.float(1), heap.float(2), heap.float(3)]);
  return box.every((value) => Math.abs(value) <= FARTHEST_POINTS) ? box : undefined;
}

function targetOf(
  pdfium: PdfiumInstance,
  annotation: Pointer,
  { document, pageCount }: OverlaySource,
): Destination | undefined {
  const { exports } = pdfium;
  const link = exports.FPDFAnnot_GetLink(annotation);
  if (link === 0) return;
  const destination = exports.FPDFLink_GetDest(document, link);
  const action = destination === 0 ? exports.FPDFLink_GetAction(link) : 0;
  return readTarget(pdfium, { document, pageCount, destination, action });
}

function contentsOf({ exports, heap }: PdfiumInstance, annotation: Pointer): string {
  const key = heap.name("Contents");
  const text = heap.utf16((buffer, size) => exports.FPDFAnnot_GetStringValue(annotation, key, buffer, size));
  return plainLines(text, MAX_VALUE_CHARS);
}
