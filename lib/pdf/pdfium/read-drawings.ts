/** What is drawn on a page beside its text: walks through the page's objects and into the forms among them. */
import type { Box } from "../../contracts/box.ts";
import type { Fill, Ruling } from "../../contracts/page-content.ts";
import { clip, concatenate, type Matrix, mapBox, type PageFrame } from "./page-frame.ts";
import { PathReader } from "./path-reader.ts";
import type { Pointer } from "./pdfium-exports.ts";
import type { PdfiumInstance } from "./pdfium-instance.ts";

export interface PageDrawings {
  readonly rulings: Ruling[];
  readonly fills: Fill[];
  readonly images: Box[];
  readonly drawings: Box[];
}

const MAX_IMAGES = 5_000;
/** Objects looked at on one page, those within forms counted each time they are drawn. */
const MAX_OBJECTS = 200_000;
const MAX_DEPTH = 12;

const PATH = 2;
const IMAGE = 3;
const SHADING = 4;
const FORM = 5;

/** Reads what an open page draws. Stops quietly at its bounds: what is left out then is never text. */
export function readDrawings(pdfium: PdfiumInstance, page: Pointer, frame: PageFrame): PageDrawings {
  return new DrawingReader(pdfium, frame).read(page);
}

class DrawingReader {
  readonly #pdfium: PdfiumInstance;
  readonly #frame: PageFrame;
  readonly #paths: PathReader;
  readonly #images: Box[] = [];
  #objects = 0;

  constructor(pdfium: PdfiumInstance, frame: PageFrame) {
    this.#pdfium = pdfium;
    this.#frame = frame;
    this.#paths = new PathReader(pdfium, frame);
  }

  read(page: Pointer): PageDrawings {
    const { exports } = this.#pdfium;
    const count = exports.FPDFPage_CountObjects(page);
    for (let index = 0; index < count && this.#objects < MAX_OBJECTS; index += 1) {
      this.#take(exports.FPDFPage_GetObject(page, index), this.#frame.toPage, 0);
    }
    const { rulings, fills, drawings } = this.#paths;
    return { rulings, fills, images: this.#images, drawings };
  }

  #take(object: Pointer, toPage: Matrix, depth: number): void {
    this.#objects += 1;
    switch (object === 0 ? 0 : this.#pdfium.exports.FPDFPageObj_GetType(object)) {
      case PATH:
        this.#paths.take(object, concatenate(this.#matrix(object), toPage));
        break;
      case IMAGE:
        this.#takeImage(object, toPage);
        break;
      case SHADING:
        this.#takeShading(object, toPage);
        break;
      case FORM:
        if (depth < MAX_DEPTH) this.#takeForm(object, toPage, depth);
        break;
      default:
    }
  }

  #takeForm(form: Pointer, toPage: Matrix, depth: number): void {
    const { exports } = this.#pdfium;
    const within = concatenate(this.#matrix(form), toPage);
    const count = exports.FPDFFormObj_CountObjects(form);
    for (let index = 0; index < count && this.#objects < MAX_OBJECTS; index += 1) {
      this.#take(exports.FPDFFormObj_GetObject(form, index), within, depth + 1);
    }
  }

  #takeImage(image: Pointer, toPage: Matrix): void {
    const box = this.#bounds(image, toPage);
    if (box !== undefined && this.#images.length < MAX_IMAGES) this.#images.push(box);
  }

  #takeShading(shading: Pointer, toPage: Matrix): void {
    const box = this.#bounds(shading, toPage);
    if (box !== undefined) this.#paths.addDrawing(box);
  }

  #bounds(object: Pointer, toPage: Matrix): Box | undefined {
    const { exports, heap } = this.#pdfium;
    if (exports.FPDFPageObj_GetBounds(object, heap.word(0), heap.word(1), heap.word(2), heap.word(3)) === 0) return;
    return clip(mapBox(toPage, [heap.float(0), heap.float(1), heap.float(2), heap.float(3)]), this.#frame);
  }

  #matrix(object: Pointer): Matrix {
    const { exports, heap } = this.#pdfium;
    if (exports.FPDFPageObj_GetMatrix(object, heap.scratch) === 0) return [1, 0, 0, 1, 0, 0];
    return [heap.float(0), heap.float(1), heap.float(2), heap.float(3), heap.float(4), heap.float(5)];
  }
}
