/** One page of PDFium as content of the port. */
import type { PageContent } from "../../contracts/page-content.ts";
import type { Warning } from "../../contracts/warning.ts";
import { DocatError } from "../../errors/docat-error.ts";
import { pageFailure } from "../document-failures.ts";
import { MAX_PAGE_POINTS, type PageLimits } from "../page/page-limits.ts";
import type { LoadedDocument } from "./loaded-document.ts";
import { type PageFrame, pageFrame } from "./page-frame.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";
import { readAnnotations } from "./read-annotations.ts";
import { readDrawings } from "./read-drawings.ts";
import { type PageText, readGlyphs } from "./read-glyphs.ts";
import { readStructure } from "./read-structure.ts";

/** Reads the page of this 1-based number, and frees what it loads. Throws DocatError when there is no such page to be read. */
export function readPage(document: LoadedDocument, number: number, limits: PageLimits): PageContent {
  const { pdfium, handle } = document;
  const { exports } = pdfium;
  const page = exports.FPDF_LoadPage(handle, number - 1);
  if (page === 0) throw pageFailure(undefined, number);
  return pdfium.with(
    () => {
      const text = exports.FPDFText_LoadPage(page);
      if (text === 0) throw pageFailure(undefined, number);
      return pdfium.with(
        () => readOpenPage({ document, page, text, number }, limits),
        () => exports.FPDFText_ClosePage(text),
      );
    },
    () => exports.FPDF_ClosePage(page),
  );
}

interface OpenPage {
  readonly document: LoadedDocument;
  readonly page: Pointer;
  readonly text: Pointer;
  readonly number: number;
}

function readOpenPage({ document, page, text, number }: OpenPage, limits: PageLimits): PageContent {
  const { pdfium, handle, pageCount } = document;
  const frame = readFrame(pdfium, page);
  const { shapes, textPlaces } = readDrawings(pdfium, page, frame, limits);
  const read = readGlyphs(pdfium, { text, frame, places: textPlaces }, limits);
  const form = document.form();
  const overlay = readAnnotations(pdfium, { document: handle, pageCount, page, form, frame }, limits);
  const { rulings, fills, images, drawings } = shapes;
  return {
    number,
    width: frame.width,
    height: frame.height,
    styles: read.styles,
    glyphs: read.glyphs,
    rulings,
    fills,
    images,
    drawings,
    ...overlay,
    structure: readStructure(pdfium, page, limits.elements),
    undecodableFonts: read.undecodableFonts,
    warnings: pageWarnings(number, read, shapes.cut),
  };
}

function readFrame({ exports, heap }: PdfiumInstance, page: Pointer): PageFrame {
  const told = exports.FPDF_GetPageBoundingBox(page, heap.scratch) !== 0;
  const [left, top, right, bottom] = [heap.float(0), heap.float(1), heap.float(2), heap.float(3)];
  const sane = [left, top, right, bottom].every((value) => Math.abs(value) <= MAX_PAGE_POINTS);
  if (!told || !sane || right < left || top < bottom) {
    throw new DocatError("pdf_corrupt", { detail: "The page has an impossible size." });
  }
  return pageFrame([left, bottom, right, top], exports.FPDFPage_GetRotation(page));
}

function pageWarnings(page: number, { cut, absurd, outside }: PageText, shapesCut: boolean): Warning[] {
  const incomplete = (message: string): Warning => ({ code: "page_incomplete", message, page });
  return [
    ...(cut ? [incomplete("The page holds more text than the limit; the rest was left out.")] : []),
    ...(absurd > 0 ? [incomplete("Text at impossible places was left out.")] : []),
    ...(shapesCut ? [incomplete("The page holds more drawings than the limit; the rest was left out.")] : []),
    ...(outside > 0
      ? [
          {
            code: "text_outside_page" as const,
            message: `Text outside of the page, which no reader shows, is no part of its text: ${outside} characters.`,
            page,
            characters: outside,
          },
        ]
      : []),
  ];
}
