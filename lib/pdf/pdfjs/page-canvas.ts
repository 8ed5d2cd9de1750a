/** Carries out the operators of a page, and keeps where things are instead of painting them. */
import type { Box } from "../../contracts/box.ts";
import type { PageLimits } from "../page/page-limits.ts";
import { PaintedPath } from "../page/painted-path.ts";
import { intersection, ShapeList } from "../page/shape-list.ts";
import { GraphicsState, StateStack } from "./graphics-state.ts";
import { ImagePlaces } from "./image-places.ts";
import { MarkedContent } from "./marked-content.ts";
import { boxOf, type Matrix, multiply, scaleOf } from "./matrix.ts";
import type { PdfjsFont } from "./pdfjs-font.ts";
import { TextWriter, type WrittenText } from "./text-writer.ts";

/** The page as it is shown; `transform` leads there from the file's own coordinates. */
export interface PageView {
  readonly width: number;
  readonly height: number;
  readonly transform: Matrix;
}

/** Which parts of a path an operator paints. */
export interface PathPaint {
  readonly fill: boolean;
  readonly stroke: boolean;
  readonly evenOdd: boolean;
}

/** Nothing lies in it. */
const NOWHERE: Box = [0, 0, -1, -1];
const UNIT_SQUARE: Box = [0, 0, 1, 1];

export class PageCanvas {
  state: GraphicsState;
  readonly marks = new MarkedContent();
  readonly #stack = new StateStack();
  readonly #fonts: ReadonlyMap<string, PdfjsFont | undefined>;
  readonly #shapes: ShapeList;
  readonly #text: TextWriter;
  readonly #images = new ImagePlaces();
  #clipNext = false;
  /** Groups within a mask: what is in there is not shown, but shapes what is. */
  #maskDepth = 0;

  /** `fonts` by pdf.js's names for them; each must be there before it is set. */
  constructor(view: PageView, fonts: ReadonlyMap<string, PdfjsFont | undefined>, limits: PageLimits) {
    this.#fonts = fonts;
    this.#shapes = new ShapeList(limits);
    this.#text = new TextWriter(view, limits);
    this.state = new GraphicsState(view.transform, [0, 0, view.width, view.height]);
  }

  /** Whether the page has as many glyphs as it may; there is no use in going on. */
  get full(): boolean {
    return this.#text.full;
  }

  get inMask(): boolean {
    return this.#maskDepth > 0;
  }

  /** `imagesLeftOut`: how many pdf.js said it did not draw. */
  finish(imagesLeftOut: number): { readonly text: WrittenText; readonly shapes: ShapeList } {
    if (this.state.moved && !this.state.drawn) this.#images.addEmptySpace(this.state);
    this.#images.tell(imagesLeftOut, this.#shapes);
    return { text: this.#text.finish(), shapes: this.#shapes };
  }

  save(): void {
    this.state = this.#stack.push(this.state);
  }

  restore(): void {
    const left = this.state;
    const outer = this.#stack.pop();
    if (outer === undefined) return;
    const empty = left.moved && !left.drawn;
    if (empty) this.#images.addEmptySpace(left);
    outer.drawn ||= left.drawn || empty;
    this.state = outer;
  }

  transform(matrix: Matrix): void {
    this.state.ctm = multiply(this.state.ctm, matrix);
    this.state.moved = true;
  }

  beginForm(matrix: Matrix | undefined, box: Box | undefined): void {
    this.save();
    this.marks.beginForm();
    if (matrix !== undefined) this.state.ctm = multiply(this.state.ctm, matrix);
    if (box !== undefined) this.#clipTo(boxOf(this.state.ctm, box));
  }

  endForm(): void {
    this.marks.endForm();
    this.restore();
  }

  /** The contents of a group are drawn together, as transparent as the state says; those of a mask not at all. */
  beginGroup(isMask: boolean): void {
    if (isMask || this.inMask) {
      this.#maskDepth += 1;
      return;
    }
    this.save();
    this.state.groupAlpha *= this.state.fillAlpha;
    this.state.fillAlpha = 1;
    this.state.strokeAlpha = 1;
  }

  endGroup(): void {
    if (this.inMask) this.#maskDepth -= 1;
    else this.restore();
  }

  setFont(name: unknown, size: number): void {
    this.state.font = typeof name === "string" ? this.#fonts.get(name) : undefined;
    this.state.fontSize = Math.abs(size);
    this.state.fontDirection = size < 0 ? -1 : 1;
  }

  showText(items: readonly unknown[]): void {
    if (items.length > 0) this.state.drawn = true;
    this.#text.show(this.state, items, this.marks.mark);
  }

  /** The next path also bounds what is shown after it. */
  clipByNextPath(): void {
    this.#clipNext = true;
  }

  /** `bounds` in user space; a path without points has none. */
  paintPath(
    paint: PathPaint | undefined,
    trace: (path: PaintedPath, ctm: Matrix) => void,
    bounds: Box | undefined,
  ): void {
    const { state } = this;
    if (paint !== undefined) {
      state.drawn = true;
      const fill = paint.fill ? seenColor(state.fill, state.fillAlpha * state.groupAlpha) : undefined;
      const stroked = paint.stroke && state.stroke !== undefined && state.strokeAlpha * state.groupAlpha > 0;
      const stroke = stroked ? state.lineWidth * scaleOf(state.ctm) : undefined;
      if (fill !== undefined || stroke !== undefined) {
        const path = new PaintedPath();
        trace(path, state.ctm);
        path.paint({ fill, stroke, evenOdd: paint.evenOdd, clip: state.clip }, this.#shapes);
      }
    }
    if (this.#clipNext && bounds !== undefined) this.#clipTo(boxOf(state.ctm, bounds));
    this.#clipNext = false;
  }

  /** Colors that run into each other, as far as the clip goes. */
  paintShading(): void {
    this.state.drawn = true;
    this.#shapes.addDrawing(this.state.clip, this.state.clip);
  }

  /** An image of a single point: one color, in the unit square. */
  paintPoint(isMask: boolean): void {
    const { state } = this;
    state.drawn = true;
    const box = boxOf(state.ctm, UNIT_SQUARE);
    if (!isMask) {
      this.#shapes.addImage(box, state.clip);
      return;
    }
    const [left, top, right, bottom] = box;
    const trace = (path: PaintedPath) => {
      path.moveTo(left, top);
      path.lineTo(right, top);
      path.lineTo(right, bottom);
      path.lineTo(left, bottom);
    };
    this.paintPath({ fill: true, stroke: false, evenOdd: false }, trace, undefined);
  }

  #clipTo(box: Box): void {
    this.state.clip = intersection(this.state.clip, box) ?? NOWHERE;
  }
}

/** The color on white paper; undefined for one that is not seen. */
function seenColor(color: number | undefined, alpha: number): number | undefined {
  if (color === undefined || alpha <= 0) return;
  if (alpha >= 1) return color;
  const mix = (shift: number) => Math.round(((color >> shift) & 0xff) * alpha + 0xff * (1 - alpha)) << shift;
  return mix(16) | mix(8) | mix(0);
}
