/** One page of pdf.js as content of the port: its operators are carried out as they come, within bounds. */
import type { PDFPageProxy } from "unpdf/pdfjs";
import type { PageContent } from "../../contracts/page-content.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { MAX_PAGE_POINTS, type PageLimits } from "../page/page-limits.ts";
import type { Destinations } from "./destinations.ts";
import type { FontShelf } from "./font-shelf.ts";
import { asMatrix, IDENTITY } from "./matrix.ts";
import { type OperatorChunk, streamOperators } from "./operator-stream.ts";
import type { OperatorSet } from "./operators.ts";
import { readAnnotations } from "./page-annotations.ts";
import { PageCanvas, type PageView } from "./page-canvas.ts";
import { readStructure } from "./page-structure.ts";
import type { WrittenText } from "./text-writer.ts";

/** What the document lends to each of its pages. */
export interface PageSurroundings {
  readonly limits: PageLimits;
  readonly fonts: FontShelf;
  readonly destinations: Destinations;
  readonly operators: OperatorSet;
  /** How many images of this page pdf.js said it left out. */
  readonly imagesLeftOut: () => number;
  /** What pdf.js tells of the annotations of a page. */
  readonly annotationsOf: (page: PDFPageProxy) => Promise<readonly unknown[]>;
}

/** Reads one page. Rejects when pdf.js does; does not clean the page up. */
export async function readPdfjsPage(page: PDFPageProxy, surroundings: PageSurroundings): Promise<PageContent> {
  const view = viewOf(page);
  const { limits, fonts } = surroundings;
  const canvas = new PageCanvas(view, fonts.fonts, limits);
  await streamOperators(page, async (chunk) => {
    for (const name of fontsIn(chunk, surroundings.operators)) await fonts.fetch(page, name);
    runOperators(canvas, chunk, surroundings.operators);
    return !canvas.full;
  });
  const { text, shapes } = canvas.finish(surroundings.imagesLeftOut());
  const { links, fields, annotations } = await readAnnotations(page, view, surroundings);
  const { glyphs, styles, undecodableFonts } = text;
  const { rulings, fills, images, drawings } = shapes;
  return {
    number: page.pageNumber,
    width: view.width,
    height: view.height,
    styles,
    glyphs,
    rulings,
    fills,
    images,
    drawings,
    links,
    fields,
    annotations,
    structure: await readStructure(page, limits.elements),
    undecodableFonts,
    warnings: warningsOf(page.pageNumber, text, shapes.cut),
  };
}

function viewOf(page: PDFPageProxy): PageView {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  requireSaneSize(width, height);
  return { width, height, transform: asMatrix(transform) ?? IDENTITY };
}

/** Without a size of its own a page has no coordinates; numbers that are none would also make the result unreadable. */
function requireSaneSize(width: number, height: number): void {
  const sane = [width, height].every((size) => Number.isFinite(size) && size >= 0 && size <= MAX_PAGE_POINTS);
  if (!sane) throw new DocatError("pdf_corrupt", { detail: "The page has an impossible size." });
}

/** pdf.js's names of the fonts that these operators set. */
function fontsIn({ fnArray, argsArray }: OperatorChunk, { setFont, setGState }: OperatorSet): Set<string> {
  const names = new Set<string>();
  for (const [index, operator] of fnArray.entries()) {
    if (operator === setFont) addName(names, argsArray[index]);
    else if (operator === setGState) addNamesOfState(names, argsArray[index]?.[0]);
  }
  return names;
}

function addNamesOfState(names: Set<string>, entries: unknown): void {
  if (!Array.isArray(entries)) return;
  for (const entry of entries as unknown[]) {
    if (Array.isArray(entry) && entry[0] === "Font") addName(names, entry[1]);
  }
}

function addName(names: Set<string>, args: unknown): void {
  const name: unknown = Array.isArray(args) ? args[0] : undefined;
  if (typeof name === "string") names.add(name);
}

function runOperators(canvas: PageCanvas, { fnArray, argsArray }: OperatorChunk, { table }: OperatorSet): void {
  for (const [index, operator] of fnArray.entries()) {
    if (canvas.full) return;
    table[operator]?.(canvas, argsArray[index] ?? []);
  }
}

function warningsOf(page: number, { cut, absurd, outside }: WrittenText, shapesCut: boolean): Warning[] {
  const incomplete = (message: string): Warning => ({ code: "page_incomplete", message, page });
  return [
    ...(cut ? [incomplete("The page holds more text than the limit; the rest was left out.")] : []),
    ...(absurd > 0 ? [incomplete("Text at impossible places was left out.")] : []),
    ...(shapesCut ? [incomplete("The page holds more drawings than the limit; the rest was left out.")] : []),
    ...(outside > 0 ? [outsideWarning(page, outside)] : []),
  ];
}

function outsideWarning(page: number, characters: number): Warning {
  return {
    code: "text_outside_page",
    message: `Text outside of the page, which no reader shows, is no part of its text: ${characters} characters.`,
    page,
    characters,
  };
}
