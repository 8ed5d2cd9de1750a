/** One page of a PDF as a picture, with the blocks that the layout finds on it. */
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Writable } from "node:stream";
import { DocatError } from "../../../lib/errors/docat-error.ts";
import { applyStyle } from "../../../lib/layout/apply-style.ts";
import { createLocalEngine } from "../../../lib/pdf/auto/local-engine.ts";
import { renderPage } from "../../../lib/pdf/pdfium/render-page.ts";
import { layOutPdf } from "../convert-pdf.ts";
import { drawBlocks } from "./draw-blocks.ts";
import { Picture } from "./picture.ts";
import { writePng } from "./write-png.ts";

export interface DrawRequest {
  readonly file: string;
  /** 1-based. */
  readonly page: number;
  readonly dpi: number;
  /** Where the PNG goes. */
  readonly target: string;
}

const POINTS_PER_INCH = 72;

/** Writes the picture; tells whether all went well. The whole document is laid out, for what its pages say of each other. */
export async function drawPage({ file, page, dpi, target }: DrawRequest, err: Writable): Promise<boolean> {
  try {
    const bytes = new Uint8Array(await readFile(file));
    const { width, height, rgba } = await renderPage(bytes, page, dpi);
    const { pages, settlement } = await layOutPdf(createLocalEngine(), basename(file), bytes);
    const laidOut = pages[page - 1];
    if (laidOut === undefined) throw new DocatError("pages_out_of_range");
    const picture = new Picture(width, height, rgba);
    drawBlocks(picture, applyStyle(laidOut, settlement.style).blocks, dpi / POINTS_PER_INCH);
    await writeFile(target, writePng(picture));
    return true;
  } catch (error) {
    const what = error instanceof DocatError ? `${error.code}: ${error.message}` : String(error);
    err.write(`${file}: ${what}\n`);
    return false;
  }
}
