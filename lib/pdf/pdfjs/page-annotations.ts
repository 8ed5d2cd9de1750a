/** What lies over a page: links, form fields, remarks. */
import type { PDFPageProxy } from "unpdf/pdfjs";
import type { Box } from "../../contracts/box.ts";
import type { PageAnnotation, PageField, PageLink } from "../../contracts/page-content.ts";
import {
  FARTHEST_POINTS,
  MAX_NAME_CHARS,
  MAX_URL_CHARS,
  MAX_VALUE_CHARS,
  type PageLimits,
} from "../page/page-limits.ts";
import { plainLine, plainLines } from "../page/plain-text.ts";
import type { Destinations } from "./destinations.ts";
import { fieldOf } from "./form-field.ts";
import { asBox, boxOf } from "./matrix.ts";
import type { PageView } from "./page-canvas.ts";
import type { StatedAnnotation } from "./stated-annotation.ts";

export interface PageOverlay {
  readonly links: readonly PageLink[];
  readonly fields: readonly PageField[];
  readonly annotations: readonly PageAnnotation[];
}

/** What it takes to read them. */
interface Surroundings {
  readonly limits: PageLimits;
  readonly destinations: Destinations;
  readonly annotationsOf: (page: PDFPageProxy) => Promise<readonly unknown[]>;
}

/** Invisible, hidden, not to be viewed: PDF 1.7, 12.5.3. */
const NOT_SEEN = 0x01 | 0x02 | 0x20;

/** A page whose annotations cannot be read counts as one without. What is hidden is left out. */
export async function readAnnotations(
  page: PDFPageProxy,
  view: PageView,
  surroundings: Surroundings,
): Promise<PageOverlay> {
  const stated = await surroundings.annotationsOf(page).catch(() => []);
  const { limits, destinations } = surroundings;
  const links: PageLink[] = [];
  const fields: PageField[] = [];
  const annotations: PageAnnotation[] = [];
  for (const annotation of stated as readonly StatedAnnotation[]) {
    const box = seenBox(annotation, view);
    if (box === undefined) continue;
    if (annotation.subtype === "Widget") add(fields, limits.fields, fieldOf(annotation, box));
    else if (annotation.subtype !== "Link") add(annotations, limits.annotations, remarkOf(annotation, box));
    else if (links.length < limits.links) add(links, limits.links, await linkOf(annotation, box, destinations));
  }
  return { links, fields, annotations };
}

function add<T>(list: T[], limit: number, item: T | undefined): void {
  if (item !== undefined && list.length < limit) list.push(item);
}

/** On the page as it is shown; undefined for what nobody sees. */
function seenBox({ rect, annotationFlags }: StatedAnnotation, view: PageView): Box | undefined {
  if (typeof annotationFlags === "number" && (annotationFlags & NOT_SEEN) !== 0) return;
  const own = asBox(rect);
  if (own === undefined) return;
  const box = boxOf(view.transform, own);
  return box.every((value) => Math.abs(value) <= FARTHEST_POINTS) ? box : undefined;
}

async function linkOf(
  { url, dest }: StatedAnnotation,
  box: Box,
  destinations: Destinations,
): Promise<PageLink | undefined> {
  if (typeof url === "string" && url.length <= MAX_URL_CHARS && url.isWellFormed()) return { box, url };
  const page = await destinations.pageOf(dest);
  return page === undefined ? undefined : { box, page };
}

/** Remarks without a text say nothing, and the window in which a note opens repeats the note. */
function remarkOf({ subtype, contentsObj }: StatedAnnotation, box: Box): PageAnnotation | undefined {
  if (subtype === "Popup") return;
  const stated = typeof contentsObj === "object" && contentsObj !== null && "str" in contentsObj ? contentsObj.str : "";
  const text = plainLines(stated, MAX_VALUE_CHARS);
  return text === "" ? undefined : { box, kind: plainLine(subtype, MAX_NAME_CHARS), text };
}
